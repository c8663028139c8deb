#pragma warning disable
namespace DeepDefense.Torch.Scripting;
public enum ScriptPlace { LastConvolution, LastLinear }
public sealed record ScriptLayer(string Name, string Type);
public sealed class ScriptPlaceException(string m) : Exception(m);
public sealed class ScriptNetwork() : nn.Module<Tensor, Tensor>("s") {
  public static ScriptNetwork Load(string path, Device device) => throw new NotImplementedException();
  public void Save(string path, (string Name, string Text)? extra = null) => throw new NotImplementedException();
  public IReadOnlyList<ScriptLayer> Layers => throw new NotImplementedException(); public int FrozenInUse; public int FrozenInTraining;
  public IReadOnlyList<Parameter> ParametersAt(ScriptPlace place) => throw new NotImplementedException(); public Tensor ActivationsAt(ScriptPlace place, Tensor input) => throw new NotImplementedException();
  public override Tensor forward(Tensor x) => x;
}
public static class TorchScriptWriter { public static void Write(string path, string className, string source, IEnumerable<(string Name, Tensor Tensor)> parameters, IEnumerable<(string Name, Tensor Tensor)> buffers, (string Name, string Text)? extra = null) => throw new NotImplementedException(); }
