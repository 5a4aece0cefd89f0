//! Connected parts of all roads.

use super::segment::Segment;

/// The part of every junction, numbered by its lowest junction, in order. Union by size with halved paths
/// (Tarjan and van Leeuwen 1984); no recursion. Close to O(n).
pub(super) fn label(segments: &[Segment], n_junctions: usize) -> Vec<u32> {
    let mut parent: Vec<usize> = (0..n_junctions).collect();
    let mut size = vec![1_u32; n_junctions];
    for segment in segments {
        let (a, b) = (root(&mut parent, segment.from.index()), root(&mut parent, segment.to.index()));
        if a != b {
            let (small, large) = if size[a] < size[b] { (a, b) } else { (b, a) };
            parent[small] = large;
            size[large] += size[small];
        }
    }
    let mut number = vec![u32::MAX; n_junctions];
    let mut next = 0;
    let mut labels = Vec::with_capacity(n_junctions);
    for junction in 0..n_junctions {
        let top = root(&mut parent, junction);
        if number[top] == u32::MAX {
            number[top] = next;
            next += 1;
        }
        labels.push(number[top]);
    }
    labels
}

fn root(parent: &mut [usize], mut junction: usize) -> usize {
    while parent[junction] != junction {
        parent[junction] = parent[parent[junction]];
        junction = parent[junction];
    }
    junction
}
