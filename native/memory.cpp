// Memory for tensors that is kept for the next step instead of being given back. A training step asks for the same
// large blocks again and again; glibc maps each of more than 32 MiB anew, and the kernel clears every page of it.
#include "memory.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <torch/version.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>

#if TORCH_VERSION_MAJOR < 2

namespace dd {
namespace {

constexpr size_t kHeader = 64;         // keeps the 64-byte alignment that vector code expects
constexpr size_t kSmall = 1 << 16;     // malloc is good at these
constexpr size_t kGranule = 1 << 16;   // sizes are rounded up to whole granules, so that more of them meet

class KeepingAllocator final : public c10::Allocator {
 public:
  explicit KeepingAllocator(size_t limit) : limit_(limit) {}

  c10::DataPtr allocate(size_t size) const override {
    if (size == 0) return {nullptr, nullptr, &release, at::Device(at::kCPU)};
    void* data = take(size);
    return {data, data, &release, at::Device(at::kCPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &release; }

 private:
  static size_t& size_of(void* data) { return *reinterpret_cast<size_t*>(static_cast<char*>(data) - kHeader); }

  void* take(size_t size) const {
    size_t wanted = size < kSmall ? size : (size + kGranule - 1) / kGranule * kGranule;
    if (wanted >= kSmall) {
      std::lock_guard<std::mutex> lock(mutex_);
      auto found = kept_.lower_bound(wanted);
      if (found != kept_.end() && found->first <= wanted + wanted / 8) {
        void* data = found->second;
        kept_bytes_ -= found->first;
        kept_.erase(found);
        return data;
      }
    }
    char* block = static_cast<char*>(fresh(wanted + kHeader));
    size_of(block + kHeader) = wanted;
    return block + kHeader;
  }

  // What is kept must never be the reason why memory runs out.
  void* fresh(size_t size) const {
    try {
      return c10::alloc_cpu(size);
    } catch (const c10::Error&) {
      give_back();
      return c10::alloc_cpu(size);
    }
  }

  void give_back() const {
    std::lock_guard<std::mutex> lock(mutex_);
    free_kept();
  }

  void free_kept() const {
    for (const auto& [size, data] : kept_) c10::free_cpu(static_cast<char*>(data) - kHeader);
    kept_.clear();
    kept_bytes_ = 0;
  }

  static void release(void* data);

  void put(void* data) const {
    size_t size = size_of(data);
    if (size >= kSmall) {
      std::lock_guard<std::mutex> lock(mutex_);
      if (kept_bytes_ + size > limit_) free_kept();  // of sizes that an earlier network needed
      if (size <= limit_) {
        kept_.emplace_hint(kept_.lower_bound(size), size, data);  // the last one freed is the next one taken
        kept_bytes_ += size;
        return;
      }
    }
    c10::free_cpu(static_cast<char*>(data) - kHeader);
  }

  const size_t limit_;
  mutable std::mutex mutex_;
  mutable std::multimap<size_t, void*> kept_;
  mutable size_t kept_bytes_ = 0;
};

// Of the machine, or of the container where that has less.
size_t memory_limit() {
  size_t physical = static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
  size_t container = 0;
  std::ifstream file("/sys/fs/cgroup/memory.max");  // "max" where there is no limit
  return file >> container ? std::min(physical, container) : physical;
}

// Never destroyed: tensors may be freed while the process ends.
KeepingAllocator& allocator() {
  static auto* one = new KeepingAllocator(memory_limit() / 4);
  return *one;
}

void KeepingAllocator::release(void* data) {
  if (data != nullptr) allocator().put(data);
}

}  // namespace

void keep_memory() { c10::SetCPUAllocator(&allocator(), 1); }

}  // namespace dd

#else  // whose allocators have another interface: memory goes back as it always did

void dd::keep_memory() {}

#endif
