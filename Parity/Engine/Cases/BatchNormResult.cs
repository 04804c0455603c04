using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Parity.Tensors;

namespace Parity.Cases;

/// <summary>What one side made of a trial: the quantities it has, or the error it raised.</summary>
sealed class BatchNormResult
{
    readonly DenseTensor?[] tensors = new DenseTensor?[QuantityNames.All.Count];

    /// <summary>A result without an error.</summary>
    public BatchNormResult()
    {
    }

    /// <summary>A result that is an error.</summary>
    public BatchNormResult(LibraryError error) => Error = error;

    /// <summary>A result that is no answer: the kernel failed.</summary>
    public BatchNormResult(KernelFailure failure) => Failure = failure;

    /// <summary>The error that the library raised, or null.</summary>
    public LibraryError? Error { get; }

    /// <summary>How the kernel failed to answer, or null; a library has none.</summary>
    public KernelFailure? Failure { get; }

    /// <summary>
    /// What a kernel did beside its answer, by the quantity that it was computing: it wrote to memory that is not its to write.
    /// </summary>
    public Dictionary<Quantity, string> Violations { get; } = [];

    /// <summary>One quantity in logical, row-major order; null where the case has none.</summary>
    public DenseTensor? this[Quantity quantity]
    {
        get => tensors[(int)quantity];
        set => tensors[(int)quantity] = value;
    }
}

/// <summary>An error that a library raised as its answer to an input.</summary>
/// <param name="Type">The exception's type as the library names it.</param>
/// <param name="Message">The first line of its text.</param>
sealed record LibraryError(string Type, string Message);

/// <summary>The ways in which a kernel gives no answer.</summary>
public enum KernelEnd
{
    /// <summary>It threw an exception.</summary>
    Raised,

    /// <summary>It did not end in time.</summary>
    Hung,

    /// <summary>It took its process down.</summary>
    Died,
}

/// <summary>A kernel gave no answer to a trial.</summary>
/// <param name="End">In which way.</param>
/// <param name="Kind">What of it stays the same from case to case: an exception's type and place, a signal.</param>
/// <param name="What">All that is known, in one line.</param>
public sealed record KernelFailure(KernelEnd End, string Kind, string What)
{
    // What an exception is wrapped in by those who pass it on.
    static readonly Type[] wrappers = [typeof(AggregateException), typeof(TargetInvocationException), typeof(TypeInitializationException)];

    /// <summary>The failure of a kernel that threw: type, first line and place.</summary>
    public static KernelFailure Of(Exception thrown)
    {
        while (wrappers.Contains(thrown.GetType()) && thrown.InnerException is { } inner)
            thrown = inner;
        StackFrame[] frames = new StackTrace(thrown, fNeedFileInfo: true).GetFrames();
        // The library's own frames say less than who called it.
        StackFrame? place = frames.FirstOrDefault(frame => !IsFramework(frame)) ?? frames.FirstOrDefault();
        string method = place is null ? "" : $" at {Method(place)}";
        string line = place?.GetFileName() is { } file
            ? string.Create(CultureInfo.InvariantCulture, $", {Path.GetFileName(file)} line {place.GetFileLineNumber()}")
            : "";
        string message = thrown.Message.Split('\n')[0].Trim();
        return new(KernelEnd.Raised, $"{thrown.GetType().FullName}{method}", $"{thrown.GetType().FullName}: {message}{method}{line}");
    }

    static bool IsFramework(StackFrame frame) =>
        DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName is not { } name || name.StartsWith("System.", StringComparison.Ordinal);

    static string Method(StackFrame frame) => DiagnosticMethodInfo.Create(frame) is { } method
        ? $"{method.DeclaringTypeName}.{method.Name}"
        : "an unknown place";
}
