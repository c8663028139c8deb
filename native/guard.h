// What both source files need: handles, and the wall that no exception crosses.
#pragma once
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <atomic>
#include <new>
#include <string>

#include "ddtorch.h"

struct dd_tensor {
  at::Tensor value;
};

namespace dd {

dd_status fail(dd_status status, const char* message) noexcept;
dd_status classify(const char* message) noexcept;
extern std::atomic<int64_t> live_tensors;

inline dd_tensor* own(at::Tensor tensor) {
  auto* handle = new dd_tensor{std::move(tensor)};
  live_tensors.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

template <class Body>
dd_status guarded(Body&& body) noexcept {
  try {
    body();
    return DD_OK;
  } catch (const c10::Error& e) {
    const char* message = e.what_without_backtrace();
    return fail(classify(message), message);
  } catch (const std::bad_alloc&) {
    return fail(DD_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& e) {
    return fail(DD_TORCH_FAILURE, e.what());
  } catch (...) {
    return fail(DD_UNEXPECTED, "unknown native exception");
  }
}

}  // namespace dd
