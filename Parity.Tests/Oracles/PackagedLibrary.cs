using System.Text;

namespace Parity.Tests.Oracles;

/// <summary>TorchSharp's native library as its package brings it, and copies of it that ask for what no system has.</summary>
static class PackagedLibrary
{
    /// <summary>A version that the library asks for and uses nothing of.</summary>
    public const string UnusedVersion = "GLIBCXX_3.4.32";

    /// <summary>A version that no system has, in as many characters.</summary>
    public const string UnknownVersion = "GLIBCXX_9.9.99";

    /// <summary>The folder of native libraries beside the tests.</summary>
    public static string Folder { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");

    /// <summary>The library's file.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Folder, "libLibTorchSharp.so");

    /// <summary>The library with one version's name changed to that of one that no system has.</summary>
    public static byte[] AskingForUnknown(string version)
    {
        byte[] bytes = File.ReadAllBytes(Path);
        int at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(version + '\0'));
        Assert.True(at > 0);
        Encoding.ASCII.GetBytes(UnknownVersion[..version.Length]).CopyTo(bytes, at);
        return bytes;
    }
}
