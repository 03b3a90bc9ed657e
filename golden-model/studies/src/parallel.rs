//! Independent jobs on several threads, with the same results on any number of them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;

/// How many threads this machine runs at once.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

enum Message<P, R> {
    Progress(P),
    Done(usize, R),
}

/// `work` on each of `jobs`, on `threads` threads; the results in the order of the jobs.
///
/// A job reports to its second argument; `progress` hears the reports on the thread of the caller, those of one job in
/// order, those of several as they come.
pub fn map<J: Sync, P: Send, R: Send>(
    jobs: &[J],
    threads: usize,
    progress: &mut dyn FnMut(P),
    work: impl Fn(&J, &mut dyn FnMut(P)) -> R + Sync,
) -> Vec<R> {
    let (next, work) = (AtomicUsize::new(0), &work);
    let mut results: Vec<Option<R>> = jobs.iter().map(|_| None).collect();
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        for _ in 0..threads.clamp(1, jobs.len().max(1)) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some((index, job)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|index| Some((index, jobs.get(index)?)))
                {
                    // The receiver outlives the threads; if it were gone nobody would want the result.
                    let result = work(job, &mut |report| drop(sender.send(Message::Progress(report))));
                    drop(sender.send(Message::Done(index, result)));
                }
            });
        }
        drop(sender);
        for message in receiver {
            match message {
                Message::Progress(report) => progress(report),
                Message::Done(index, result) => results[index] = Some(result),
            }
        }
    });
    results.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_on_any_number_of_threads() {
        let jobs: Vec<u64> = (0..50).collect();
        for threads in [0, 1, 2, 7, 100] {
            let mut heard = 0;
            let squares = map(&jobs, threads, &mut |one: u64| heard += one, |&job, report| {
                report(1);
                // Later jobs are done first.
                (0..(50 - job) * 1000).for_each(|_| std::hint::black_box(()));
                job * job
            });
            assert_eq!(squares, jobs.iter().map(|job| job * job).collect::<Vec<_>>());
            assert_eq!(heard, 50);
        }
        assert!(map(&[], 2, &mut |(): ()| {}, |job: &u8, _| *job).is_empty());
    }
}
