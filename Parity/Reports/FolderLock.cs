namespace Parity.Reports;

/// <summary>The right to write into a report's folder, held by one run at a time.</summary>
/// <remarks>The system lets go of it when the process ends, however it ends; the file itself stays and means nothing.</remarks>
public sealed class FolderLock : IDisposable
{
    const string FileName = ".lock";

    readonly FileStream file;

    FolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the folder, making it where it is missing.</summary>
    /// <exception cref="IOException">Another run holds it, or it cannot be written; the message says which.</exception>
    public static FolderLock Take(string folder)
    {
        ReportFolder.EnsureWritable(folder);
        string path = Path.Combine(folder, FileName);
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException problem) when (File.Exists(path))
        {
            throw new IOException($"another run writes its report to '{folder}'; wait for it, or name another folder with --report", problem);
        }
    }

    /// <summary>Lets another run have the folder.</summary>
    public void Dispose() => file.Dispose();
}
