using System.Globalization;
using Parity.Cases;
using Parity.Reference;
using Parity.Tensors;
using Parity.Workers;

namespace Parity.Kernels;

/// <summary>
/// Kernels in a process of their own, which may hang or die: that is told of the case that did it, and the next case gets
/// a new process.
/// </summary>
/// <remarks>
/// Memory that a kernel is given there ends at a page that cannot be read, so that one element too far ends the process.
/// Used by one thread at a time.
/// </remarks>
/// <param name="kernels">Where the kernels come from; the other process looks there too.</param>
/// <param name="limit">How long one case may take.</param>
/// <param name="program">The program, <c>parity.dll</c>; null for the one beside this assembly.</param>
sealed class IsolatedKernels(KernelChoice kernels, TimeSpan limit, string? program = null) : IDisposable
{
    /// <summary>The program's verb that serves kernels.</summary>
    public const string Verb = "kernels-worker";

    /// <summary>The option that says for which process.</summary>
    public const string ForOption = "--for";

    // A machine that has much to do takes its time.
    static readonly TimeSpan startLimit = TimeSpan.FromSeconds(120);

    Worker? worker;

    /// <summary>How long one case takes at most where nothing else is said.</summary>
    public static TimeSpan DefaultLimit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs a trial.</summary>
    /// <returns>As <see cref="KernelRun.Run(KernelEntry, Trial, int)"/>, or that the kernel hung or died.</returns>
    /// <exception cref="UnusableException">The process cannot be started; the message says why.</exception>
    public BatchNormResult Run(KernelEntry kernel, Trial trial, int threads = 1)
    {
        worker ??= Start();
        try
        {
            return TrialFrame.ReadAnswer(worker.Exchange(TrialFrame.Request(kernel.Name, trial, threads), limit));
        }
        catch (WorkerException ended)
        {
            Dispose();
            return new BatchNormResult(ended.TimedOut
                ? new KernelFailure(KernelEnd.Hung, "", string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0.###} s"))
                : new KernelFailure(KernelEnd.Died, ended.Cause ?? "", $"{(ended.Cause is { } cause ? $"{cause}: " : "")}the process {ended.Message}"));
        }
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        worker?.Dispose();
        worker = null;
    }

    /// <summary>The other process's side: runs what it is asked to, until the streams close.</summary>
    /// <param name="kernels">Where the kernels come from.</param>
    /// <param name="served">The process that asks, which this one does not outlive, whatever a kernel does.</param>
    /// <param name="requests">Where trials come from.</param>
    /// <param name="answers">Where answers go.</param>
    public static void Serve(KernelChoice kernels, int served, Stream requests, Stream answers)
    {
        ParentProcess.EndWith(served);
        Dictionary<string, KernelEntry> known = kernels.Resolve().ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        Fence.Raised = true;
        Frames.Serve(requests, answers, request =>
        {
            (string kernel, Trial trial, int threads) = TrialFrame.Read(request);
            SafetensorsContent answer = TrialFrame.Answer(KernelRun.Run(known[kernel], trial, threads));
            Fence.Release();
            return answer;
        });
    }

    Worker Start()
    {
        string file = program ?? Path.Combine(AppContext.BaseDirectory, "parity.dll");
        if (!File.Exists(file))
            throw new UnusableException($"kernels in a process of their own take the program parity.dll, which is not at {file}");
        // The muxer that runs this process, or the one on the path where that is another host.
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["exec", file, Verb, ForOption, own, "--kernel", kernels.Name, .. kernels.Files.SelectMany(from => new[] { "--kernels-from", from })];
        try
        {
            // No dump of a process that is expected to die, and no colours in what it says.
            return Worker.Start(new WorkerProgram(host, arguments)
            {
                Environment = new Dictionary<string, string> { ["DOTNET_DbgEnableMiniDump"] = "0", ["NO_COLOR"] = "1" },
            }, startLimit);
        }
        catch (WorkerException problem)
        {
            throw new UnusableException($"the process for kernels {problem.Message}");
        }
    }
}
