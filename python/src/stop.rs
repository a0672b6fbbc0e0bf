//! Work without the lock of the interpreter, which Ctrl-C stops.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use rostrum::Result;

use crate::{Error, failed};

/// How often it is asked whether somebody pressed Ctrl-C.
const ASK: Duration = Duration::from_millis(100);

/// Whether work is to stop.
#[derive(Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Leaves the work where it is to stop: worker threads unwind, and nothing is left half done but files under temporary names.
    pub fn check(&self) {
        if self.0.load(Ordering::Relaxed) {
            std::panic::resume_unwind(Box::new("stopped"));
        }
    }
}

/// Does the work on a thread of its own, while this one answers to signals.
///
/// # Errors
/// What the work says, and KeyboardInterrupt once the work has stopped.
pub fn detached<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce(&Stop) -> Result<T> + Send + 'static,
) -> PyResult<T> {
    let stop = Stop::default();
    let (done, result) = channel();
    let result = Mutex::new(result);
    let inside = stop.clone();
    let worker = std::thread::Builder::new().spawn(move || done.send(work(&inside)));
    let worker = worker.map_err(|error| Error::new_err(format!("no thread to work on: {error}")))?;
    let mut interrupted = None;
    let found = loop {
        match py.detach(|| result.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(ASK)) {
            Ok(found) => break Some(found),
            Err(RecvTimeoutError::Disconnected) => break None,
            Err(RecvTimeoutError::Timeout) if interrupted.is_none() => {
                if let Err(signal) = py.check_signals() {
                    stop.0.store(true, Ordering::Relaxed);
                    interrupted = Some(signal);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    };
    // it has sent what it found, or is gone
    let _ = py.detach(|| worker.join());
    match (interrupted, found) {
        (Some(signal), _) => Err(signal),
        (None, Some(found)) => found.map_err(failed),
        (None, None) => Err(Error::new_err("a fault of rostrum: the work ended without a result")),
    }
}
