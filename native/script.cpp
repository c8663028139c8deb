// TorchScript: modules that carry their own forward.
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

#include <cstring>
#include <unordered_set>

#include "guard.h"

struct dd_script {
  torch::jit::Module module;
};

using dd::guarded;

namespace {

c10::Device device_of(int32_t index) {
  return index < 0 ? c10::Device(c10::kCPU) : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

// A tensor that has several names is visited under the first: an optimizer must not move it twice.
template <class Visit>
void for_each_tensor(const torch::jit::Module& module, bool parameters, Visit&& visit) {
  std::unordered_set<const void*> seen;
  int32_t index = 0;
  const auto visit_new = [&](const std::string& name, const at::Tensor& value) {
    if (value.defined() && seen.insert(value.unsafeGetTensorImpl()).second) visit(index++, name, value);
  };
  if (parameters) {
    for (const auto& item : module.named_parameters()) visit_new(item.name, item.value);
  } else {
    for (const auto& item : module.named_buffers()) visit_new(item.name, item.value);
  }
}

void copy_text(const std::string& text, char* to, int32_t capacity) {
  TORCH_CHECK(static_cast<int32_t>(text.size()) < capacity, "a name of ", text.size(), " bytes");
  std::memcpy(to, text.c_str(), text.size() + 1);
}

void add_training_flag(torch::jit::Module& module) { module.register_attribute("training", c10::BoolType::get(), true); }

// The module that the path before the last dot names; made where it is missing.
torch::jit::Module owner_of(torch::jit::Module module, const std::string& path, std::string& last) {
  size_t begin = 0;
  for (size_t dot; (dot = path.find('.', begin)) != std::string::npos; begin = dot + 1) {
    const std::string name = path.substr(begin, dot - begin);
    if (!module.hasattr(name)) {
      torch::jit::Module child(c10::QualifiedName("__torch__.Part"), module._ivalue()->compilation_unit(), true);
      add_training_flag(child);
      module.register_module(name, child);
    }
    module = module.attr(name).toModule();
  }
  last = path.substr(begin);
  return module;
}

// Which input of a node says whether it behaves as in training, or -1: none does.
int training_input(const torch::jit::Node& node) {
  static const auto batch_norm = c10::Symbol::fromQualString("aten::batch_norm");
  static const auto dropout = c10::Symbol::fromQualString("aten::dropout");
  static const auto dropout_in_place = c10::Symbol::fromQualString("aten::dropout_");
  if (node.kind() == batch_norm) return 5;
  if (node.kind() == dropout || node.kind() == dropout_in_place) return 2;
  return -1;
}

template <class Visit>
void for_each_node(at::ArrayRef<torch::jit::Block*> blocks, Visit&& visit) {
  for (auto* block : blocks) {
    for (auto* node : block->nodes()) {
      visit(*node);
      for_each_node(node->blocks(), visit);
    }
  }
}

// Where a value comes from below the module itself, e.g. "layer4.1.conv2.weight", or "": not an attribute of it.
std::string attribute_path(const torch::jit::Value* value) {
  std::string path;
  const torch::jit::Node* node = value->node();
  for (; node->kind() == c10::prim::GetAttr; node = node->input(0)->node()) {
    path = node->s(c10::attr::name) + (path.empty() ? "" : "." + path);
  }
  return node->kind() == c10::prim::Param ? path : "";
}

// A place in forward: the node that computes it last, and the batch norm right behind that, if there is one.
struct place {
  std::shared_ptr<torch::jit::Graph> graph;
  torch::jit::Node* layer = nullptr;
  torch::jit::Node* norm = nullptr;

  place(const torch::jit::Module& module, int32_t which) : graph(module.get_method("forward").graph()->copy()) {
    static const auto conv2d = c10::Symbol::fromQualString("aten::conv2d");
    static const auto convolution = c10::Symbol::fromQualString("aten::_convolution");
    static const auto linear = c10::Symbol::fromQualString("aten::linear");
    static const auto batch_norm = c10::Symbol::fromQualString("aten::batch_norm");
    const bool is_linear = which == DD_LAST_LINEAR;
    const char* kind = is_linear ? "linear layer" : "convolution";
    torch::jit::Inline(*graph);
    for_each_node({graph->block()}, [&](torch::jit::Node& node) {
      if (is_linear ? node.kind() == linear : node.kind() == conv2d || node.kind() == convolution) layer = &node;
    });
    TORCH_CHECK(layer != nullptr, "its program has no ", kind);
    TORCH_CHECK(layer->owningBlock() == graph->block(), "its last ", kind, " stands in a branch or a loop of its program");
    TORCH_CHECK(!attribute_path(layer->input(1)).empty(), "the weight of its last ", kind, " is a constant, as torch.jit.freeze leaves it");
    if (is_linear) return;
    for (const auto& use : layer->output()->uses()) {
      if (use.user->kind() == batch_norm && use.offset == 0 && use.user->owningBlock() == graph->block()) norm = use.user;
    }
  }

  std::string parameters() const {
    std::string paths;
    for (const auto* node : {layer, norm}) {
      if (node == nullptr) continue;
      for (size_t input : {1, 2}) {  // weight and bias
        if (node->kind() == c10::aten::linear && input == 2) continue;  // it has no channel of the input
        const std::string path = attribute_path(node->input(input));
        if (!path.empty() && node->input(input)->type()->isSubtypeOf(*c10::TensorType::get())) paths += path + "\n";
      }
    }
    return paths;
  }

  // Made where the value is still what the layer left: the program may change it in place afterwards.
  at::Tensor activations(const torch::jit::Module& module, const at::Tensor& input) {
    const bool is_linear = layer->kind() == c10::aten::linear;
    torch::jit::Node* last = norm != nullptr ? norm : layer;
    torch::jit::WithInsertPoint here(is_linear ? layer : last->next());
    torch::jit::Value* kept = is_linear ? graph->insert(c10::aten::clone, {layer->input(0)})
                                        : graph->insert(c10::aten::mean, {last->output(), std::vector<int64_t>{2, 3}});
    while (graph->outputs().size() > 0) graph->eraseOutput(0);
    graph->registerOutput(kept);
    torch::jit::GraphExecutor executor(graph, "activations");
    torch::jit::Stack stack{module._ivalue(), input};
    executor.run(stack);
    return stack.at(0).toTensor();
  }
};

}  // namespace

DD_API dd_status dd_script_create(const char* class_name, dd_script** created) {
  return guarded([&] {
    auto* script = new dd_script{torch::jit::Module(class_name)};
    add_training_flag(script->module);
    *created = script;
  });
}

DD_API dd_status dd_script_define(dd_script* script, const char* source) {
  return guarded([&] { script->module.define(source); });
}

DD_API dd_status dd_script_register(dd_script* script, const char* name, const dd_tensor* tensor, int32_t is_parameter) {
  return guarded([&] {
    std::string last;
    torch::jit::Module owner = owner_of(script->module, name, last);
    if (is_parameter) owner.register_parameter(last, tensor->value, false);
    else owner.register_buffer(last, tensor->value);
  });
}

DD_API dd_status dd_script_load(const char* path, int32_t device, dd_script** loaded) {
  return guarded([&] { *loaded = new dd_script{torch::jit::load(path, device_of(device))}; });
}

DD_API dd_status dd_script_save(const dd_script* script, const char* path, const char* extra_name, const char* extra) {
  return guarded([&] {
    torch::jit::ExtraFilesMap files;
    if (extra_name != nullptr) files.emplace(extra_name, extra);
    script->module.save(path, files);
  });
}

DD_API dd_status dd_script_train(dd_script* script, int32_t training) {
  return guarded([&] { script->module.train(training != 0); });
}

DD_API dd_status dd_script_forward(dd_script* script, const dd_tensor* input, dd_tensor** output) {
  return guarded([&] {
    // Plain interpretation: the same operators, in the same order, as eager PyTorch; the optimizing executor would
    // profile and recompile for each new size of the last batch.
    torch::jit::GraphOptimizerEnabledGuard plain(false);
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
      copy_text(key, name, name_capacity);
      *tensor = dd::own(value);
    });
    TORCH_CHECK(*tensor != nullptr, "no tensor number ", index);
  });
}

DD_API dd_status dd_script_module_count(const dd_script* script, int32_t* count) {
  return guarded([&] {
    *count = 0;
    for (const auto& item : script->module.named_modules()) (void)item, ++*count;
  });
}

DD_API dd_status dd_script_module_at(const dd_script* script, int32_t index, char* name, int32_t name_capacity,
                                     char* type, int32_t type_capacity) {
  return guarded([&] {
    int32_t i = 0;
    for (const auto& item : script->module.named_modules()) {
      if (i++ != index) continue;
      copy_text(item.name, name, name_capacity);
      copy_text(item.value.type()->name()->name(), type, type_capacity);
      return;
    }
    TORCH_CHECK(false, "no module number ", index);
  });
}

DD_API dd_status dd_script_place_parameters(const dd_script* script, int32_t which, char* names, int32_t capacity) {
  return guarded([&] { copy_text(place(script->module, which).parameters(), names, capacity); });
}

DD_API dd_status dd_script_place_activations(dd_script* script, int32_t which, const dd_tensor* input, dd_tensor** output) {
  return guarded([&] {
    torch::jit::GraphOptimizerEnabledGuard plain(false);
    *output = dd::own(place(script->module, which).activations(script->module, input->value));
  });
}

DD_API dd_status dd_script_frozen_mode(const dd_script* script, int32_t* evaluating, int32_t* training) {
  return guarded([&] {
    *evaluating = *training = 0;
    auto graph = script->module.get_method("forward").graph()->copy();
    torch::jit::Inline(*graph);
    for_each_node({graph->block()}, [&](const torch::jit::Node& node) {
      const int input = training_input(node);
      if (input < 0 || node.input(input)->node()->kind() != c10::prim::Constant) return;
      const auto flag = torch::jit::toIValue(node.input(input));
      if (flag && flag->isBool()) ++*(flag->toBool() ? training : evaluating);
    });
  });
}

DD_API dd_status dd_script_free(dd_script* script) {
  return guarded([&] { delete script; });
}
