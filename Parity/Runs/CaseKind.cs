using Parity.Cases;

namespace Parity.Runs;

/// <summary>The cell of the generated space that a case falls into.</summary>
/// <param name="Module">Which torch module.</param>
/// <param name="Training">Training mode, or eval mode.</param>
/// <param name="DType">Element type of the batch.</param>
/// <param name="Layout">Memory order of the input.</param>
public readonly record struct CaseKind(BatchNormModule Module, bool Training, DType DType, Layout Layout)
{
    /// <summary>The cell of a case.</summary>
    public static CaseKind Of(BatchNormCase c) => new(c.Module, c.Training, c.DType, c.Layout);

    /// <summary>The order of reports: by module, training before eval, then by type and layout.</summary>
    public static IComparer<CaseKind> Order { get; } = Comparer<CaseKind>.Create((one, other) =>
        (one.Module, !one.Training, one.DType, one.Layout).CompareTo((other.Module, !other.Training, other.DType, other.Layout)));
}
