//! The program `muster`: arguments, logger, then the window or a subcommand. No logic of its own.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use muster::app::{App, Dependencies};
use muster::exchange::recovery::{CrashNotes, install_crash_hook};
use muster::headless::{Answer, Arguments, Failure, Renderer, Study, coverage_text, run};
use muster::jobs::JobContext;

fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::new().filter_or("MUSTER_LOG", "error")).init();
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Some(command) => run(command),
        None => window(&arguments.files, arguments.renderer),
    };
    match result.and_then(|answer| print(&answer)) {
        Ok(code) => code,
        Err(failure) => {
            drop(writeln!(std::io::stderr(), "muster: {failure}"));
            ExitCode::from(2)
        }
    }
}

fn print(answer: &Answer) -> Result<ExitCode, Failure> {
    // A closed pipe (`muster inspect … | head`) is no failure.
    match std::io::stdout().write_all(answer.text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(Failure::Output(error)),
        Ok(()) | Err(_) => {}
    }
    drop(std::io::stderr().write_all(answer.remarks.as_bytes()));
    Ok(if answer.is_no { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Opens the window; where there is no display, does the same job in the terminal.
fn window(files: &[PathBuf], renderer: Renderer) -> Result<Answer, Failure> {
    let notes = Arc::<CrashNotes>::default();
    install_crash_hook(Arc::clone(&notes));
    let reason =
        if has_display() { open_window(files, renderer, &notes) } else { Some("there is no display here".to_owned()) };
    let Some(reason) = reason else { return Ok(Answer::default()) };
    let context = JobContext::new();
    let study = if files.is_empty() {
        Study::demonstration(&context)?
    } else {
        Study::open(files, &muster::headless::Common::default(), &context)?
    };
    let (_, report) = study.coverage(study.scenario(None)?, &context)?;
    let mut remarks = format!("muster: no window ({reason}); the coverage in the terminal instead.\n");
    for remark in &study.remarks {
        remarks.push_str(remark);
        remarks.push('\n');
    }
    Ok(Answer { text: coverage_text(&study, &report), remarks, ..Answer::default() })
}

/// On Linux a window needs a display server; elsewhere there always is one.
fn has_display() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Runs the window with the first renderer that works; the reason where none does.
fn open_window(files: &[PathBuf], renderer: Renderer, notes: &Arc<CrashNotes>) -> Option<String> {
    let order = match renderer {
        Renderer::Wgpu => vec![eframe::Renderer::Wgpu],
        Renderer::Glow => vec![eframe::Renderer::Glow],
        // Without a graphics card OpenGL in software is many times cheaper than Vulkan in software.
        Renderer::Auto if is_software_only() => vec![eframe::Renderer::Glow, eframe::Renderer::Wgpu],
        Renderer::Auto => vec![eframe::Renderer::Wgpu, eframe::Renderer::Glow],
    };
    let mut reasons = Vec::new();
    for renderer in order {
        let options = eframe::NativeOptions {
            viewport: egui::ViewportBuilder::default()
                .with_title("Muster")
                .with_app_id("muster")
                .with_inner_size([1280.0, 800.0])
                .with_min_inner_size([960.0, 600.0]),
            renderer,
            ..eframe::NativeOptions::default()
        };
        let files = files.to_vec();
        let dependencies = Dependencies { crash_notes: Arc::clone(notes), ..Dependencies::of_system() };
        let result = eframe::run_native(
            "Muster",
            options,
            Box::new(move |creation| Ok(Box::new(App::new(&creation.egui_ctx, dependencies, files)))),
        );
        match result {
            Ok(()) => return None,
            Err(error) => reasons.push(format!("{renderer}: {error}")),
        }
    }
    Some(reasons.join("; "))
}

/// Are all graphics adapters emulated in software? Asked on Linux only; takes some 50 ms.
fn is_software_only() -> bool {
    if !cfg!(target_os = "linux") {
        return false;
    }
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::VULKAN));
    adapters.iter().all(|adapter| adapter.get_info().device_type == wgpu::DeviceType::Cpu)
}
