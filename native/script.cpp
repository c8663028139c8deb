// TorchScript: modules that carry their own forward.
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include "guard.h"

struct dd_script {
  torch::jit::Module module;
};

using dd::guarded;

namespace {

c10::Device device_of(int32_t index) {
  return index < 0 ? c10::Device(c10::kCPU) : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

template <class Visit>
void for_each_tensor(const torch::jit::Module& module, bool parameters, Visit&& visit) {
  int32_t index = 0;
  if (parameters) {
    for (const auto& item : module.named_parameters()) visit(index++, item.name, item.value);
  } else {
    for (const auto& item : module.named_buffers()) visit(index++, item.name, item.value);
  }
}

}  // namespace

DD_API dd_status dd_script_create(const char* class_name, dd_script** created) {
  return guarded([&] {
    auto* script = new dd_script{torch::jit::Module(class_name)};
    script->module.register_attribute("training", c10::BoolType::get(), true);
    *created = script;
  });
}

DD_API dd_status dd_script_define(dd_script* script, const char* source) {
  return guarded([&] { script->module.define(source); });
}

DD_API dd_status dd_script_register(dd_script* script, const char* name, const dd_tensor* tensor, int32_t is_parameter) {
  return guarded([&] {
    if (is_parameter) script->module.register_parameter(name, tensor->value, false);
    else script->module.register_buffer(name, tensor->value);
  });
}

DD_API dd_status dd_script_load(const char* path, int32_t device, dd_script** loaded) {
  return guarded([&] { *loaded = new dd_script{torch::jit::load(path, device_of(device))}; });
}

DD_API dd_status dd_script_save(const dd_script* script, const char* path) {
  return guarded([&] { script->module.save(path); });
}

DD_API dd_status dd_script_train(dd_script* script, int32_t training) {
  return guarded([&] { script->module.train(training != 0); });
}

DD_API dd_status dd_script_forward(dd_script* script, const dd_tensor* input, dd_tensor** output) {
  return guarded([&] {
    c10::IValue result = script->module.forward({input->value});
    TORCH_CHECK(result.isTensor(), "the model's forward gives ", result.tagKind(), ", not one Tensor");
    *output = dd::own(result.toTensor());
  });
}

DD_API dd_status dd_script_tensor_count(const dd_script* script, int32_t is_parameter, int32_t* count) {
  return guarded([&] {
    *count = 0;
    for_each_tensor(script->module, is_parameter != 0, [&](int32_t, const std::string&, const at::Tensor&) { ++*count; });
  });
}

DD_API dd_status dd_script_tensor_at(const dd_script* script, int32_t is_parameter, int32_t index, char* name,
                                     int32_t name_capacity, dd_tensor** tensor) {
  return guarded([&] {
    *tensor = nullptr;
    for_each_tensor(script->module, is_parameter != 0, [&](int32_t i, const std::string& key, const at::Tensor& value) {
      if (i != index) return;
      TORCH_CHECK(static_cast<int32_t>(key.size()) < name_capacity, "a parameter name of ", key.size(), " bytes");
      key.copy(name, key.size());
      name[key.size()] = '\0';
      *tensor = dd::own(value);
    });
    TORCH_CHECK(*tensor != nullptr, "no tensor number ", index);
  });
}

DD_API dd_status dd_script_free(dd_script* script) {
  return guarded([&] { delete script; });
}
