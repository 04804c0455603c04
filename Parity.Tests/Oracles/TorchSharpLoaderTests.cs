using Parity.Oracles;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Oracles;

public class TorchSharpLoaderTests
{
    [LoaderFact]
    public void A_version_that_nothing_uses_does_not_keep_it_from_loading()
    {
        using var folder = new TemporaryFolder();
        string? note = Load(folder, PackagedLibrary.AskingForUnknown(PackagedLibrary.UnusedVersion), PackagedLibrary.Folder);
        Assert.Contains(PackagedLibrary.UnknownVersion, note, StringComparison.Ordinal);
        Assert.Contains("nothing in it uses", note, StringComparison.Ordinal);
    }

    [LoaderFact]
    public void A_version_that_is_used_and_missing_is_named_with_what_uses_it()
    {
        using var folder = new TemporaryFolder();
        byte[] library = PackagedLibrary.AskingForUnknown("GLIBCXX_3.4.30");
        var e = Assert.Throws<OracleUnavailableException>(() => Load(folder, library, PackagedLibrary.Folder));
        Assert.Matches(
            @"^libLibTorchSharp\.so cannot be loaded on \S+: it asks for GLIBCXX_9\.9\.99 and uses it \(_ZNSt18condition_variable\w+\), which "
            + @"this system's library does not have; a newer system would help, or a TorchSharp that was built on an older one",
            e.Message);
    }

    [LoaderFact]
    public void A_part_of_libtorch_that_is_gone_is_named()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(PackagedLibrary.Folder, "libc10.so"), folder.File("libc10.so"));
        byte[] library = PackagedLibrary.AskingForUnknown(PackagedLibrary.UnusedVersion);
        var e = Assert.Throws<OracleUnavailableException>(() => Load(folder, library, folder.Path));
        Assert.Contains($"it needs libtorch_cpu.so, which is in none of {folder.Path}; restore its packages again", e.Message, StringComparison.Ordinal);
    }

    [LoaderFact]
    public void A_part_of_libtorch_that_is_spoiled_is_named_with_the_loaders_words()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("libc10.so"), "not a library");
        byte[] library = PackagedLibrary.AskingForUnknown(PackagedLibrary.UnusedVersion);
        var e = Assert.Throws<OracleUnavailableException>(() => Load(folder, library, folder.Path));
        Assert.Contains("it needs libc10.so, and the system's loader says: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_that_names_a_missing_dependency_is_the_reason()
    {
        const string Message = """
            Unable to load shared library 'LibTorchSharp' or one of its dependencies. In order to help diagnose loading problems, ...
            /app/LibTorchSharp.so: cannot open shared object file: No such file or directory
            libtorch_cpu.so: cannot open shared object file: No such file or directory
            /app/libLibTorchSharp: cannot open shared object file: No such file or directory
            """;
        Assert.Equal(
            "libtorch_cpu.so: cannot open shared object file: No such file or directory",
            TorchSharpLoader.Reason(Message, "LibTorchSharp"));
    }

    static string? Load(TemporaryFolder folder, byte[] library, string beside)
    {
        string path = folder.File("libLibTorchSharp.so");
        File.WriteAllBytes(path, library);
        return TorchSharpLoader.Load(path, [beside]);
    }
}
