// The whole C ABI of the door into libtorch. DeepDefense.Torch/Interop/Native.cs mirrors this list.
//
// Every function returns a status; on failure dd_last_error() gives the reason, on the same thread, until
// the next failure there. No exception leaves a function. A handle that a function hands out is owned by
// the caller, who frees it once. Shapes are int64, sizes are bytes.
#pragma once
#include <cstdint>

#define DD_API extern "C" __attribute__((visibility("default")))

typedef struct dd_tensor dd_tensor;      // an at::Tensor
typedef struct dd_operator dd_operator;  // a resolved operator; lives as long as the process
typedef struct dd_script dd_script;      // a torch::jit::Module

enum dd_status : int32_t { DD_OK, DD_INVALID_ARGUMENT, DD_OUT_OF_MEMORY, DD_TORCH_FAILURE, DD_UNEXPECTED };

enum dd_kind : int32_t {
  DD_NONE,         // an absent optional
  DD_TENSOR,       // bits: dd_tensor*
  DD_INT,          // bits: the value; also scalar types and memory formats, as libtorch numbers them
  DD_DOUBLE,       // bits: the IEEE 754 double
  DD_BOOL,         // bits: 0 or 1
  DD_INT_LIST,     // bits: const int64_t*, count of them
  DD_TENSOR_LIST,  // bits: dd_tensor* const*, count of them
  DD_STRING,       // bits: const char*, count bytes of UTF-8
  DD_SEED,         // bits: the seed of a generator made for this call
  DD_DEVICE        // bits: -1 for the CPU, else the number of the CUDA device
};

typedef struct {
  int32_t kind;  // dd_kind
  int32_t count;
  int64_t bits;
} dd_value;

// ---- library
DD_API dd_status dd_abi(int32_t* abi_version, int32_t* value_size, const char** torch_version);
DD_API const char* dd_last_error(void);
DD_API dd_status dd_set_threads(int32_t threads);
DD_API dd_status dd_threads(int32_t* threads);
DD_API dd_status dd_cuda_devices(int32_t* count);

// ---- operators
DD_API dd_status dd_operator_find(const char* name, const char* overload, dd_operator** found);
// Arguments that are not given at the end take the schema's defaults. Results (tensor lists flattened) go
// to `results`, at most `capacity` of them; with capacity 0 they are dropped, as for in-place operators.
DD_API dd_status dd_operator_call(const dd_operator* op, const dd_value* arguments, int32_t count,
                                  dd_value* results, int32_t capacity, int32_t* result_count);

// ---- tensors
DD_API dd_status dd_tensor_create(const void* bytes, int64_t size, int32_t scalar_type, const int64_t* shape,
                                  int32_t dimensions, int32_t device, dd_tensor** created);
DD_API dd_status dd_tensor_free(dd_tensor* tensor);
DD_API dd_status dd_tensor_describe(const dd_tensor* tensor, int32_t* scalar_type, int32_t* device,
                                    int32_t* requires_grad, int32_t* dimensions, int64_t* shape, int32_t capacity);
DD_API dd_status dd_tensor_read(const dd_tensor* tensor, void* bytes, int64_t size);  // row-major, as on no device
DD_API dd_status dd_tensor_requires_grad(dd_tensor* tensor, int32_t requires_grad);
DD_API dd_status dd_tensor_grad(const dd_tensor* tensor, dd_tensor** gradient);  // null where there is none
DD_API dd_status dd_tensor_clear_grad(dd_tensor* tensor);
DD_API dd_status dd_live_tensors(int64_t* count);  // handed out and not yet freed

// ---- autograd and autocast
DD_API dd_status dd_backward(const dd_tensor* loss);
DD_API dd_status dd_grad_mode(int32_t enabled, int32_t* previous);
DD_API dd_status dd_autocast(int32_t cuda, int32_t enabled, int32_t scalar_type, int32_t* previous);

// ---- TorchScript
DD_API dd_status dd_script_create(const char* class_name, dd_script** created);
DD_API dd_status dd_script_define(dd_script* script, const char* source);
// A dot in the name goes down into a submodule, which is made where it is missing.
DD_API dd_status dd_script_register(dd_script* script, const char* name, const dd_tensor* tensor, int32_t is_parameter);
DD_API dd_status dd_script_load(const char* path, int32_t device, dd_script** loaded);
// `extra_name` null: nothing beside the module; else the archive gets extra/<extra_name>.
DD_API dd_status dd_script_save(const dd_script* script, const char* path, const char* extra_name, const char* extra);
DD_API dd_status dd_script_train(dd_script* script, int32_t training);
DD_API dd_status dd_script_forward(dd_script* script, const dd_tensor* input, dd_tensor** output);
DD_API dd_status dd_script_tensor_count(const dd_script* script, int32_t is_parameter, int32_t* count);
DD_API dd_status dd_script_tensor_at(const dd_script* script, int32_t is_parameter, int32_t index, char* name,
                                     int32_t name_capacity, dd_tensor** tensor);
DD_API dd_status dd_script_module_count(const dd_script* script, int32_t* count);  // itself included, of no name
DD_API dd_status dd_script_module_at(const dd_script* script, int32_t index, char* name, int32_t name_capacity,
                                     char* type, int32_t type_capacity);
// Batch norms and dropouts whose mode is a constant of the graph, as tracing leaves them.
DD_API dd_status dd_script_frozen_mode(const dd_script* script, int32_t* evaluating, int32_t* training);
// A place in forward. Names, each with a line feed behind it, of the parameters whose first axis (of the linear layer: last
// axis) are its channels: of the convolution and the batch norm right behind it, or the linear layer's weight.
enum dd_place : int32_t { DD_LAST_CONVOLUTION, DD_LAST_LINEAR };
DD_API dd_status dd_script_place_parameters(const dd_script* script, int32_t place, char* names, int32_t capacity);
// (N, C): what leaves the convolution or its norm, as a mean over pixels; what enters the linear layer.
DD_API dd_status dd_script_place_activations(dd_script* script, int32_t place, const dd_tensor* input, dd_tensor** output);
DD_API dd_status dd_script_free(dd_script* script);
