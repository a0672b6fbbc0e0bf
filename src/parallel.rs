//! Work on many things by several threads, whose results come in the order of the things.

use std::sync::mpsc::sync_channel;

/// Gives the items to `threads` threads in turn and what `work` makes of each to `take`, in order of the items. No thread has
/// more than two items at a time, one under way and one that waits.
pub fn in_order<T: Send, R: Send>(
    items: impl IntoIterator<Item = T>,
    threads: usize,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let threads = threads.max(1);
    std::thread::scope(|scope| {
        let start = |_| {
            let (give, given) = sync_channel::<T>(1);
            let (make, made) = sync_channel::<R>(1);
            let work = &work;
            scope.spawn(move || given.into_iter().try_for_each(|item| make.send(work(item)).ok()));
            (give, made)
        };
        let workers: Vec<_> = (0..threads).map(start).collect();
        let (mut given, mut taken) = (0, 0);
        // where a thread has panicked nothing more comes from it, and its panic goes on at the end of the scope
        let mut take_next = |taken: &mut usize| {
            let next = workers[*taken % threads].1.recv().ok().map(&mut take);
            *taken += 1;
            next
        };
        for item in items {
            if given - taken == 2 * threads && take_next(&mut taken).is_none() {
                return;
            }
            if workers[given % threads].0.send(item).is_err() {
                return;
            }
            given += 1;
        }
        while taken < given && take_next(&mut taken).is_some() {}
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_each_takes() {
        for threads in [0, 1, 2, 7] {
            for items in [0u64, 1, 3, 50] {
                let mut taken = Vec::new();
                let work = |item: u64| {
                    std::thread::sleep(std::time::Duration::from_micros(item * 7919 % 300));
                    item * 2
                };
                in_order(0..items, threads, work, |result| taken.push(result));
                assert_eq!(taken, (0..items).map(|item| item * 2).collect::<Vec<_>>(), "{threads} threads");
            }
        }
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_goes_on() {
        in_order(0..100, 3, |item| assert!(item != 20), |()| {});
    }
}
