using System.Runtime.InteropServices;

[assembly: System.Runtime.CompilerServices.DisableRuntimeMarshalling]
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]

namespace DeepDefense.Torch.Interop;

/// <summary>The C ABI of native/ddtorch.h, in its order.</summary>
internal static unsafe partial class Native
{
    internal const int AbiVersion = 3;
    private const string Library = "ddtorch";

    [LibraryImport(Library, EntryPoint = "dd_abi")]
    internal static partial Status Abi(out int abiVersion, out int valueSize, out byte* torchVersion);

    [LibraryImport(Library, EntryPoint = "dd_last_error")]
    internal static partial byte* LastError();

    [LibraryImport(Library, EntryPoint = "dd_set_threads")]
    internal static partial Status SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "dd_threads")]
    internal static partial Status Threads(out int threads);

    [LibraryImport(Library, EntryPoint = "dd_cuda_devices")]
    internal static partial Status CudaDevices(out int count);

    [LibraryImport(Library, EntryPoint = "dd_operator_find", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Status OperatorFind(string name, string overload, out nint found);

    [LibraryImport(Library, EntryPoint = "dd_operator_call")]
    internal static partial Status OperatorCall(nint op, Value* arguments, int count, Value* results, int capacity,
        out int resultCount);

    [LibraryImport(Library, EntryPoint = "dd_tensor_create")]
    internal static partial Status TensorCreate(void* bytes, long size, int scalarType, long* shape, int dimensions,
        int device, out TensorHandle created);

    [LibraryImport(Library, EntryPoint = "dd_tensor_free")]
    internal static partial Status TensorFree(nint tensor);

    [LibraryImport(Library, EntryPoint = "dd_tensor_describe")]
    internal static partial Status TensorDescribe(TensorHandle tensor, out int scalarType, out int device,
        out int requiresGrad, out int dimensions, long* shape, int capacity);

    [LibraryImport(Library, EntryPoint = "dd_tensor_read")]
    internal static partial Status TensorRead(TensorHandle tensor, void* bytes, long size);

    [LibraryImport(Library, EntryPoint = "dd_tensor_requires_grad")]
    internal static partial Status TensorRequiresGrad(TensorHandle tensor, int requiresGrad);

    [LibraryImport(Library, EntryPoint = "dd_tensor_grad")]
    internal static partial Status TensorGrad(TensorHandle tensor, out TensorHandle gradient);

    [LibraryImport(Library, EntryPoint = "dd_tensor_clear_grad")]
    internal static partial Status TensorClearGrad(TensorHandle tensor);

    [LibraryImport(Library, EntryPoint = "dd_live_tensors")]
    internal static partial Status LiveTensors(out long count);

    [LibraryImport(Library, EntryPoint = "dd_backward")]
    internal static partial Status Backward(TensorHandle loss);

    [LibraryImport(Library, EntryPoint = "dd_grad_mode")]
    internal static partial Status GradMode(int enabled, out int previous);

    [LibraryImport(Library, EntryPoint = "dd_autocast")]
    internal static partial Status Autocast(int cuda, int enabled, int scalarType, out int previous);

    [LibraryImport(Library, EntryPoint = "dd_script_create", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Status ScriptCreate(string className, out ScriptHandle created);

    [LibraryImport(Library, EntryPoint = "dd_script_define", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Status ScriptDefine(ScriptHandle script, string source);

    [LibraryImport(Library, EntryPoint = "dd_script_register", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Status ScriptRegister(ScriptHandle script, string name, TensorHandle tensor, int isParameter);

    [LibraryImport(Library, EntryPoint = "dd_script_load", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Status ScriptLoad(string path, int device, out ScriptHandle loaded);

    [LibraryImport(Library, EntryPoint = "dd_script_save", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Status ScriptSave(ScriptHandle script, string path, string? extraName, string? extra);

    [LibraryImport(Library, EntryPoint = "dd_script_train")]
    internal static partial Status ScriptTrain(ScriptHandle script, int training);

    [LibraryImport(Library, EntryPoint = "dd_script_forward")]
    internal static partial Status ScriptForward(ScriptHandle script, TensorHandle input, out TensorHandle output);

    [LibraryImport(Library, EntryPoint = "dd_script_tensor_count")]
    internal static partial Status ScriptTensorCount(ScriptHandle script, int isParameter, out int count);

    [LibraryImport(Library, EntryPoint = "dd_script_tensor_at")]
    internal static partial Status ScriptTensorAt(ScriptHandle script, int isParameter, int index, byte* name,
        int nameCapacity, out TensorHandle tensor);

    [LibraryImport(Library, EntryPoint = "dd_script_module_count")]
    internal static partial Status ScriptModuleCount(ScriptHandle script, out int count);

    [LibraryImport(Library, EntryPoint = "dd_script_module_at")]
    internal static partial Status ScriptModuleAt(ScriptHandle script, int index, byte* name, int nameCapacity,
        byte* type, int typeCapacity);

    [LibraryImport(Library, EntryPoint = "dd_script_frozen_mode")]
    internal static partial Status ScriptFrozenMode(ScriptHandle script, out int evaluating, out int training);

    [LibraryImport(Library, EntryPoint = "dd_script_place_parameters")]
    internal static partial Status ScriptPlaceParameters(ScriptHandle script, int place, byte* names, int capacity);

    [LibraryImport(Library, EntryPoint = "dd_script_place_activations")]
    internal static partial Status ScriptPlaceActivations(ScriptHandle script, int place, TensorHandle input, out TensorHandle output);

    [LibraryImport(Library, EntryPoint = "dd_script_free")]
    internal static partial Status ScriptFree(nint script);
}
