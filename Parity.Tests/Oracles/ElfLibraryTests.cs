using Parity.Oracles;

namespace Parity.Tests.Oracles;

public class ElfLibraryTests
{
    const string Used = "GLIBCXX_3.4.30";

    [LoaderFact]
    public void A_version_that_is_only_mentioned_binds_no_symbol()
    {
        ElfLibrary library = Packaged();
        Assert.True(library.Needs(PackagedLibrary.UnusedVersion));
        Assert.Empty(library.Bound(PackagedLibrary.UnusedVersion));
    }

    [LoaderFact]
    public void A_version_that_is_used_names_the_symbols()
    {
        Assert.Contains("_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE", Packaged().Bound(Used));
        Assert.Contains("malloc", Packaged().Bound("GLIBC_2.2.5"));
    }

    [LoaderFact]
    public void A_version_that_is_not_asked_for_is_not_needed()
    {
        Assert.False(Packaged().Needs("GLIBCXX_3.4"[..^1]));
        Assert.Empty(Packaged().Bound(PackagedLibrary.UnknownVersion));
    }

    [LoaderFact]
    public void Marking_a_version_weak_sets_one_bit()
    {
        byte[] before = File.ReadAllBytes(PackagedLibrary.Path);
        ElfLibrary library = Packaged();
        library.MarkWeak(PackagedLibrary.UnusedVersion);
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != library.Bytes.Span[i])];
        Assert.Equal(before[Assert.Single(changed)] | 2, library.Bytes.Span[changed[0]]);
    }

    [Fact]
    public void What_is_no_such_library_is_refused()
    {
        Assert.Throws<BadImageFormatException>(() => new ElfLibrary([]));
        Assert.Throws<BadImageFormatException>(() => new ElfLibrary("MZ is another kind of library altogether, however long it is"u8.ToArray()));
    }

    [LoaderFact]
    public void A_library_that_is_cut_off_is_refused()
    {
        byte[] whole = File.ReadAllBytes(PackagedLibrary.Path);
        foreach (int length in (int[])[8, 0x30, 0x3d, 1000, whole.Length / 2, whole.Length - 60])
            Assert.Throws<BadImageFormatException>(() => new ElfLibrary(whole[..length]));
    }

    static ElfLibrary Packaged() => new(File.ReadAllBytes(PackagedLibrary.Path));
}
