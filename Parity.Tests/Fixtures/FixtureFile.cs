using Parity.Fixtures;
using Parity.Tensors;

namespace Parity.Tests.Fixtures;

/// <summary>The project's fixtures as plain files.</summary>
static class FixtureFile
{
    public static string Path(string name) =>
        System.IO.Path.Combine(FixtureFolder.Find(), "batchnorm", name + ".safetensors");

    public static SafetensorsContent Read(string name)
    {
        using FileStream stream = File.OpenRead(Path(name));
        return SafetensorsReader.Read(stream, name);
    }
}
