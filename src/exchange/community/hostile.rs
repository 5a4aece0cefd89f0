//! Bad input: no bytes may make reading fail in any other way than by a message.
