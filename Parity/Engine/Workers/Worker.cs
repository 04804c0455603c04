using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Parity.Tensors;

namespace Parity.Workers;

/// <summary>How a worker process is started.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Sent">What it is sent before it says hello; null for nothing.</param>
sealed record WorkerProgram(string File, IReadOnlyList<string> Arguments, string? Sent = null)
{
    /// <summary>What is added to its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>One process that answers frames: a length (4 bytes, little-endian) and a safetensors file of that length.</summary>
/// <remarks>After a <see cref="WorkerException"/> it is of no more use and is to be disposed.</remarks>
sealed class Worker : IDisposable
{
    static readonly TimeSpan farewell = TimeSpan.FromSeconds(2);

    readonly Process process;
    readonly Stream requests;
    readonly Stream answers;
    readonly ErrorTail errors;
    readonly MemoryStream outgoing = new();
    byte[] incoming = [];

    Worker(Process process)
    {
        this.process = process;
        (requests, answers) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        errors = new ErrorTail(process.StandardError);
    }

    /// <summary>Process id.</summary>
    public int Id => process.Id;

    /// <summary>What the worker said of itself when it started.</summary>
    public IReadOnlyDictionary<string, string> Hello { get; private set; } = new Dictionary<string, string>();

    /// <summary>Starts a worker and waits until it is ready.</summary>
    /// <exception cref="WorkerException">It did not come up; the message says why.</exception>
    public static Worker Start(WorkerProgram program, TimeSpan limit)
    {
        var worker = new Worker(Launch(program));
        try
        {
            worker.Hello = worker.Within(limit, "start", () =>
            {
                if (program.Sent is { } text)
                    Frames.Write(worker.requests, Encoding.UTF8.GetBytes(text));
                return worker.Receive();
            }).Metadata;
            if (worker.Hello.GetValueOrDefault("protocol") != Frames.Protocol)
                throw new WorkerException($"did not speak {Frames.Protocol}");
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Sends one frame and waits for the answer.</summary>
    /// <exception cref="WorkerException">No valid answer came in time.</exception>
    public SafetensorsContent Exchange(SafetensorsContent request, TimeSpan limit)
    {
        outgoing.SetLength(0);
        try
        {
            SafetensorsWriter.Write(request, outgoing);
        }
        catch (IOException e)
        {
            throw new WorkerException($"takes no case this large: {e.Message}", e);
        }

        return Within(limit, "answer", () =>
        {
            Frames.Write(requests, outgoing.GetBuffer().AsSpan(0, (int)outgoing.Length));
            return Receive();
        });
    }

    /// <summary>Closes standard input, upon which the worker ends, and kills it if it does not.</summary>
    public void Dispose()
    {
        try
        {
            requests.Dispose();
        }
        catch (IOException)
        {
            // The other end is already gone.
        }

        if (!process.WaitForExit(farewell))
            Kill();
        process.Dispose();
    }

    static Process Launch(WorkerProgram program)
    {
        var start = new ProcessStartInfo(program.File, program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach ((string name, string value) in program.Environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new WorkerException("did not start");
        }
        catch (Win32Exception e)
        {
            // The system's own words, without the command line around them.
            throw new WorkerException($"cannot be started: {new Win32Exception(e.NativeErrorCode).Message}", e);
        }
    }

    // A blocked pipe knows no time-out, on any platform. Killing the process ends both directions.
    SafetensorsContent Within(TimeSpan limit, string what, Func<SafetensorsContent> exchange)
    {
        using var clock = new CancellationTokenSource(limit);
        Exception? failure = null;
        SafetensorsContent? answer = null;
        using (clock.Token.Register(Kill))
            try
            {
                answer = exchange();
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                failure = e;
            }

        if (clock.IsCancellationRequested)
            throw new WorkerException(string.Create(
                CultureInfo.InvariantCulture, $"did not {what} within {limit.TotalSeconds:0.###} s and was ended{errors}"), failure)
            { TimedOut = true };
        return answer ?? throw Broken(failure!);
    }

    WorkerException Broken(Exception failure)
    {
        if (failure is InvalidDataException)
            return new WorkerException($"broke the protocol: {failure.Message}{errors}", failure);
        if (!process.WaitForExit(farewell))
            return new WorkerException($"closed its streams: {failure.Message}{errors}", failure);
        errors.WaitForEnd(farewell);
        return new WorkerException($"ended with {ExitStatus.Describe(process.ExitCode)}{errors}", failure)
        {
            Cause = errors.Fatal ?? ExitStatus.Cause(process.ExitCode),
        };
    }

    SafetensorsContent Receive() => Frames.Read(answers, ref incoming);

    void Kill()
    {
        try
        {
            // With its children: some launchers of Python start another process, which would hold the pipes open.
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }
}

/// <summary>A worker process could not be started, died, hung or broke its protocol.</summary>
/// <param name="message">What happened, to follow "the worker".</param>
/// <param name="inner">The cause, if an exception was.</param>
sealed class WorkerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it was ended because it took too long.</summary>
    public bool TimedOut { get; init; }

    /// <summary>What ended it, such as <c>SIGSEGV</c>; null where it did not end by itself.</summary>
    public string? Cause { get; init; }
}
