// Work on several threads, results in the order of the input.
//
//   fill (this thread, in order) -> work (any thread, any order) -> finish (this thread, in order)
//
// A ring of jobs bounds what is in flight. One thread means no thread: the same three calls, one after the other.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace peertag::cli {

// `make_worker()` is called on each thread and gives what works there: a callable on a job. `fill(job)` says whether
// there was one more; `finish(job)` whether to go on. Jobs are reused. What a worker throws is thrown here.
template <class Job, class MakeWorker, class Fill, class Finish>
void run_in_order(unsigned threads, MakeWorker make_worker, Fill fill, Finish finish) {
  if (threads <= 1) {
    Job job;
    auto work = make_worker();
    while (fill(job)) {
      work(job);
      if (!finish(job)) return;
    }
    return;
  }

  struct Slot {
    Job job;
    bool done = false;
  };
  std::vector<Slot> ring(std::size_t{threads} * 3);
  std::mutex mutex;
  std::condition_variable filled, worked;
  std::size_t ready = 0, taken = 0;  // jobs filled, jobs that a worker has begun
  bool closing = false;
  std::exception_ptr failure;

  const auto serve = [&] {
    try {
      auto work = make_worker();
      std::unique_lock lock(mutex);
      while (true) {
        filled.wait(lock, [&] { return closing || taken < ready; });
        if (closing) return;
        Slot& slot = ring[taken++ % ring.size()];
        lock.unlock();
        work(slot.job);
        lock.lock();
        slot.done = true;
        worked.notify_one();
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
      worked.notify_one();
    }
  };

  std::vector<std::thread> workers;
  const auto close = [&] {
    {
      const std::lock_guard lock(mutex);
      closing = true;
    }
    filled.notify_all();
    for (std::thread& worker : workers) worker.join();
  };
  try {
    for (unsigned i = 0; i < threads; ++i) workers.emplace_back(serve);
    std::size_t finished = 0;
    bool more = true;
    while (true) {
      while (more && ready - finished < ring.size()) {
        // Nobody else touches a slot between its finish and its next fill.
        more = fill(ring[ready % ring.size()].job);
        if (!more) break;
        const std::lock_guard lock(mutex);
        ++ready;
        filled.notify_one();
      }
      if (finished == ready) break;
      Slot& slot = ring[finished % ring.size()];
      {
        std::unique_lock lock(mutex);
        worked.wait(lock, [&] { return slot.done || failure; });
        if (failure) break;
        slot.done = false;
      }
      if (!finish(slot.job)) break;
      ++finished;
    }
  } catch (...) {
    close();
    throw;
  }
  close();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace peertag::cli
