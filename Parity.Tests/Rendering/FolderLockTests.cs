using Parity.Rendering;
using Parity.Tests.Fixtures;

namespace Parity.Tests.Rendering;

public sealed class FolderLockTests
{
    [Fact]
    public void A_second_run_into_one_folder_is_refused_until_the_first_ends()
    {
        using var folder = new TemporaryFolder();
        using (FolderLock.Take(folder.Path))
            Assert.Contains(
                $"another run writes its report to '{folder.Path}'",
                Assert.Throws<IOException>(() => FolderLock.Take(folder.Path)).Message,
                StringComparison.Ordinal);
        FolderLock.Take(folder.Path).Dispose();
    }

    [Fact]
    public void What_a_killed_run_leaves_behind_does_not_block()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, ".lock"), "");
        FolderLock.Take(folder.Path).Dispose();
    }
}
