using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Parity.Workers;

/// <summary>The process that started this one.</summary>
static class ParentProcess
{
    static readonly TimeSpan interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Sees to it that this process does not outlive the one that started it, however that one ends and whatever is computed here.</summary>
    /// <param name="id">The process that started this one.</param>
    public static void EndWith(int id) => new Thread(() => Watch(id)) { IsBackground = true, Name = "parent" }.Start();

    // Not by the end of standard input: on Windows, while a thread waits for what comes there, a library that asks for its
    // type as it is loaded waits too.
    static void Watch(int id)
    {
        AwaitEnd(id);
        // And no orderly end, which a kernel that hangs may hold up.
        using var own = Process.GetCurrentProcess();
        own.Kill();
    }

    static void AwaitEnd(int id)
    {
        if (OperatingSystem.IsWindows())
            try
            {
                using var parent = Process.GetProcessById(id);
                parent.WaitForExit();
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        else
            // Of a process that has ended, its own parent may not have been told yet; its children have another one already.
            while (ParentId() == id)
                Thread.Sleep(interval);
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int ParentId();
}
