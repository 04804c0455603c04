using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Reports;

namespace Parity.Tests.Rendering;

public sealed class ReportFolderTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("parity-reports-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_reports_and_nothing_else_are_left_in_a_new_folder()
    {
        string folder = Path.Combine(root, "new", "folder");
        var files = ReportFolder.Write(SampleReports.Failing, folder, jobSummary: null);
        Assert.Equal(["junit.xml", "report.html", "report.json", "report.md"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal(Directory.GetFiles(folder).Order(), files.Order());
        Assert.Equal(JsonReport.Write(SampleReports.Failing), File.ReadAllText(Path.Combine(folder, "report.json")));
    }

    [Fact]
    public void Older_reports_are_replaced()
    {
        ReportFolder.Write(SampleReports.Failing, root, jobSummary: null);
        ReportFolder.Write(SampleReports.Passing, root, jobSummary: null);
        Assert.StartsWith("# PASSED", File.ReadAllText(Path.Combine(root, "report.md")));
    }

    [Fact]
    public void Clearing_a_folder_removes_the_report_and_nothing_else()
    {
        string journal = Path.Combine(root, "journal.jsonl"), own = Path.Combine(root, "report.txt"), taken = Path.Combine(root, "report.md", "own");
        ReportFolder.Write(SampleReports.Passing, root, jobSummary: null);
        File.Delete(Path.Combine(root, "report.md"));
        Directory.CreateDirectory(taken);
        File.WriteAllText(journal, "");
        File.WriteAllText(own, "");
        ReportFolder.Clear(root);
        Assert.Equal([journal, own], Directory.GetFiles(root).Order());
        Assert.True(Directory.Exists(taken));
        ReportFolder.Clear(Path.Combine(root, "nowhere"));
    }

    [Fact]
    public void The_files_have_neither_byte_order_mark_nor_carriage_returns()
    {
        foreach (string file in ReportFolder.Write(SampleReports.Failing, root, jobSummary: null))
        {
            byte[] bytes = File.ReadAllBytes(file);
            Assert.NotEqual(0xEF, bytes[0]);
            Assert.DoesNotContain((byte)'\r', bytes);
        }
    }

    [Fact]
    public void The_job_summary_is_appended_to()
    {
        string summary = Path.Combine(root, "summary.md");
        File.WriteAllText(summary, "before\n");
        ReportFolder.Write(SampleReports.Passing, root, summary);
        Assert.Equal("before\n" + MarkdownReport.Write(SampleReports.Passing), File.ReadAllText(summary));
    }

    [Fact]
    public void A_folder_that_is_a_file_is_named_in_the_error()
    {
        string file = Path.Combine(root, "taken");
        File.WriteAllText(file, "");
        foreach (var write in (Action[])[() => ReportFolder.Write(SampleReports.Passing, file, null), () => ReportFolder.EnsureWritable(file)])
            Assert.Contains($"cannot write the report to '{file}'", Assert.Throws<IOException>(write).Message);
    }

    [Fact]
    public void A_report_that_cannot_be_replaced_leaves_the_others_as_they_were()
    {
        File.WriteAllText(Path.Combine(root, "report.json"), "old");
        Directory.CreateDirectory(Path.Combine(root, "report.html"));
        var error = Assert.Throws<IOException>(() => ReportFolder.Write(SampleReports.Passing, root, null));
        Assert.Contains(Path.Combine(root, "report.html"), error.Message);
        Assert.Equal("old", File.ReadAllText(Path.Combine(root, "report.json")));
        Assert.Equal(["report.json"], Directory.GetFiles(root).Select(Path.GetFileName));
    }

    [Fact]
    public void Asking_whether_a_folder_can_be_written_leaves_nothing_in_it()
    {
        ReportFolder.EnsureWritable(Path.Combine(root, "probed"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, "probed")));
    }
}
