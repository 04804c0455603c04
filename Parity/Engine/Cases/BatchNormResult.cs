using Parity.Tensors;

namespace Parity.Cases;

/// <summary>What one side made of a trial: the quantities it has, or the error it raised.</summary>
public sealed class BatchNormResult
{
    readonly DenseTensor?[] tensors = new DenseTensor?[QuantityNames.All.Count];

    /// <summary>A result without an error.</summary>
    public BatchNormResult()
    {
    }

    /// <summary>A result that is an error.</summary>
    public BatchNormResult(LibraryError error) => Error = error;

    /// <summary>The error that the library raised, or null.</summary>
    public LibraryError? Error { get; }

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
public sealed record LibraryError(string Type, string Message);
