namespace Parity.Tests.Oracles;

/// <summary>A test about the library that TorchSharp brings for Linux; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LoaderFactAttribute : FactAttribute
{
    public LoaderFactAttribute() => Skip = File.Exists(PackagedLibrary.Path) ? null : "TorchSharp's native library is not one for Linux here";
}
