#include "ddtorch.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/core/stack.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <cstring>

#include "guard.h"
#include "memory.h"

struct dd_operator {
  c10::OperatorHandle handle;
};

namespace dd {

std::atomic<int64_t> live_tensors{0};
static thread_local std::string last_error;

dd_status fail(dd_status status, const char* message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
  return status;
}

// Out of memory on the CPU is a plain c10::Error; only its text tells.
dd_status classify(const char* message) noexcept {
  bool memory = std::strstr(message, "DefaultCPUAllocator") || std::strstr(message, "CUDA out of memory");
  return memory ? DD_OUT_OF_MEMORY : DD_TORCH_FAILURE;
}

static c10::Device device_of(int64_t index) {
  return index < 0 ? c10::Device(c10::kCPU) : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

static c10::IValue to_ivalue(const dd_value& value) {
  switch (value.kind) {
    case DD_NONE: return c10::IValue();
    case DD_TENSOR: return reinterpret_cast<const dd_tensor*>(value.bits)->value;
    case DD_INT: return value.bits;
    case DD_DOUBLE: {
      double number;
      std::memcpy(&number, &value.bits, sizeof number);
      return number;
    }
    case DD_BOOL: return value.bits != 0;
    case DD_INT_LIST: {
      auto* first = reinterpret_cast<const int64_t*>(value.bits);
      return c10::List<int64_t>(c10::ArrayRef<int64_t>(first, value.count));
    }
    case DD_TENSOR_LIST: {
      auto* first = reinterpret_cast<dd_tensor* const*>(value.bits);
      c10::List<at::Tensor> list;
      list.reserve(value.count);
      for (int32_t i = 0; i < value.count; ++i) list.push_back(first[i]->value);
      return list;
    }
    case DD_STRING: return std::string(reinterpret_cast<const char*>(value.bits), value.count);
    case DD_SEED: return at::make_generator<at::CPUGeneratorImpl>(static_cast<uint64_t>(value.bits));
    case DD_DEVICE: return device_of(value.bits);
    default: TORCH_CHECK(false, "unknown argument kind ", value.kind);
  }
}

static void append(const c10::IValue& value, dd_value* results, int32_t capacity, int32_t& count) {
  if (value.isTensorList()) {
    for (const at::Tensor& tensor : value.toTensorVector()) append(tensor, results, capacity, count);
    return;
  }
  TORCH_CHECK(count < capacity, "the operator has more results than the ", capacity, " places for them");
  dd_value& result = results[count];
  result = {DD_NONE, 0, 0};
  if (value.isTensor()) {
    result.kind = DD_TENSOR;
    result.bits = reinterpret_cast<int64_t>(own(value.toTensor()));
  } else if (value.isInt()) {
    result.kind = DD_INT;
    result.bits = value.toInt();
  } else if (value.isDouble()) {
    double number = value.toDouble();
    result.kind = DD_DOUBLE;
    std::memcpy(&result.bits, &number, sizeof number);
  } else if (value.isBool()) {
    result.kind = DD_BOOL;
    result.bits = value.toBool();
  } else {
    TORCH_CHECK(value.isNone(), "a result of type ", value.tagKind(), " has no place in the ABI");
  }
  ++count;
}

}  // namespace dd

using dd::guarded;
using dd::own;

DD_API dd_status dd_abi(int32_t* abi_version, int32_t* value_size, const char** torch_version) {
  return guarded([&] {
    dd::keep_memory();
    *abi_version = 3;
    *value_size = sizeof(dd_value);
    *torch_version = TORCH_VERSION;
  });
}

DD_API const char* dd_last_error(void) { return dd::last_error.c_str(); }

DD_API dd_status dd_set_threads(int32_t threads) {
  return guarded([&] { at::set_num_threads(threads); });
}

DD_API dd_status dd_threads(int32_t* threads) {
  return guarded([&] { *threads = at::get_num_threads(); });
}

DD_API dd_status dd_cuda_devices(int32_t* count) {
  return guarded([&] { *count = at::hasCUDA() ? at::detail::getCUDAHooks().getNumGPUs() : 0; });
}

DD_API dd_status dd_operator_find(const char* name, const char* overload, dd_operator** found) {
  return guarded([&] { *found = new dd_operator{c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)}; });
}

DD_API dd_status dd_operator_call(const dd_operator* op, const dd_value* arguments, int32_t count,
                                  dd_value* results, int32_t capacity, int32_t* result_count) {
  *result_count = 0;
  dd_status status = guarded([&] {
    const auto& schema = op->handle.schema();
    const auto& formals = schema.arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= formals.size(), schema.name(), " takes ", formals.size(), " arguments, got ", count);
    torch::jit::Stack stack;
    stack.reserve(formals.size());
    for (int32_t i = 0; i < count; ++i) stack.push_back(dd::to_ivalue(arguments[i]));
    for (size_t i = count; i < formals.size(); ++i) {
      TORCH_CHECK(formals[i].default_value().has_value(), schema.name(), " needs the argument ", formals[i].name());
      stack.push_back(*formals[i].default_value());
    }
    op->handle.callBoxed(stack);
    if (capacity == 0) return;
    for (const c10::IValue& value : stack) dd::append(value, results, capacity, *result_count);
  });
  if (status != DD_OK) {
    for (int32_t i = 0; i < *result_count; ++i)
      if (results[i].kind == DD_TENSOR) dd_tensor_free(reinterpret_cast<dd_tensor*>(results[i].bits));
    *result_count = 0;
  }
  return status;
}

DD_API dd_status dd_tensor_create(const void* bytes, int64_t size, int32_t scalar_type, const int64_t* shape,
                                  int32_t dimensions, int32_t device, dd_tensor** created) {
  return guarded([&] {
    auto type = static_cast<c10::ScalarType>(scalar_type);
    at::Tensor tensor = at::empty(c10::IntArrayRef(shape, dimensions), at::TensorOptions().dtype(type));
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == size, "a tensor of shape ", tensor.sizes(), " takes ",
                tensor.nbytes(), " bytes, got ", size);
    if (size > 0) std::memcpy(tensor.data_ptr(), bytes, size);
    *created = own(device < 0 ? tensor : tensor.to(dd::device_of(device)));
  });
}

DD_API dd_status dd_tensor_free(dd_tensor* tensor) {
  return guarded([&] {
    if (tensor == nullptr) return;
    delete tensor;
    dd::live_tensors.fetch_sub(1, std::memory_order_relaxed);
  });
}

DD_API dd_status dd_tensor_describe(const dd_tensor* tensor, int32_t* scalar_type, int32_t* device,
                                    int32_t* requires_grad, int32_t* dimensions, int64_t* shape, int32_t capacity) {
  return guarded([&] {
    const at::Tensor& value = tensor->value;
    *scalar_type = static_cast<int32_t>(value.scalar_type());
    *device = value.is_cuda() ? value.get_device() : -1;
    *requires_grad = value.requires_grad();
    *dimensions = static_cast<int32_t>(value.dim());
    TORCH_CHECK(value.dim() <= capacity, "a tensor of ", value.dim(), " dimensions; ", capacity, " at most");
    for (int64_t i = 0; i < value.dim(); ++i) shape[i] = value.size(i);
  });
}

DD_API dd_status dd_tensor_read(const dd_tensor* tensor, void* bytes, int64_t size) {
  return guarded([&] {
    at::Tensor value = tensor->value.detach().to(c10::kCPU).contiguous();
    TORCH_CHECK(static_cast<int64_t>(value.nbytes()) == size, "the tensor has ", value.nbytes(), " bytes, not ", size);
    if (size > 0) std::memcpy(bytes, value.data_ptr(), size);
  });
}

DD_API dd_status dd_tensor_requires_grad(dd_tensor* tensor, int32_t requires_grad) {
  return guarded([&] { tensor->value.set_requires_grad(requires_grad != 0); });
}

DD_API dd_status dd_tensor_grad(const dd_tensor* tensor, dd_tensor** gradient) {
  return guarded([&] {
    const at::Tensor& value = tensor->value.grad();
    *gradient = value.defined() ? own(value) : nullptr;
  });
}

DD_API dd_status dd_tensor_clear_grad(dd_tensor* tensor) {
  return guarded([&] { tensor->value.mutable_grad() = at::Tensor(); });
}

DD_API dd_status dd_live_tensors(int64_t* count) {
  return guarded([&] { *count = dd::live_tensors.load(std::memory_order_relaxed); });
}

DD_API dd_status dd_backward(const dd_tensor* loss) {
  return guarded([&] { torch::autograd::backward({loss->value}, {}); });
}

DD_API dd_status dd_grad_mode(int32_t enabled, int32_t* previous) {
  return guarded([&] {
    *previous = at::GradMode::is_enabled();
    at::GradMode::set_enabled(enabled != 0);
  });
}

DD_API dd_status dd_autocast(int32_t cuda, int32_t enabled, int32_t scalar_type, int32_t* previous) {
  return guarded([&] {
    auto type = static_cast<c10::ScalarType>(scalar_type);
    *previous = cuda ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
    if (cuda) {
      at::autocast::set_autocast_gpu_dtype(type);
      at::autocast::set_enabled(enabled != 0);
    } else {
      at::autocast::set_autocast_cpu_dtype(type);
      at::autocast::set_cpu_enabled(enabled != 0);
    }
    // The cache holds casts of weights that the next step changes.
    if (!enabled) at::autocast::clear_cache();
  });
}
