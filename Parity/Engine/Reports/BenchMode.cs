using Parity.Cases;

namespace Parity.Reports;

/// <summary>The part of a step that is timed.</summary>
enum BenchMode
{
    /// <summary>Forward with the batch's own statistics.</summary>
    Train,

    /// <summary>Forward with given statistics.</summary>
    Eval,

    /// <summary>All three gradients of a forward pass in training.</summary>
    Backward,
}

/// <summary>The words for modes, and what each one makes.</summary>
static class BenchModeNames
{
    static readonly string[] words = ["train", "eval", "backward"];

    /// <summary>Every mode, in the order of reports.</summary>
    public static IReadOnlyList<BenchMode> All { get; } = Enum.GetValues<BenchMode>();

    /// <summary>As options and reports write it.</summary>
    public static string Word(this BenchMode mode) => words[(int)mode];

    /// <summary>The mode of a word, or null.</summary>
    public static BenchMode? Parse(string word) => Array.IndexOf(words, word) is >= 0 and var found ? (BenchMode)found : null;

    /// <summary>The quantities that are computed, and compared before anything is timed.</summary>
    public static IReadOnlyList<Quantity> Makes(this BenchMode mode) =>
        mode == BenchMode.Backward ? [Quantity.GradInput, Quantity.GradWeight, Quantity.GradBias] : [Quantity.Output];

    /// <summary>Tensors that must at least be read and written: input and output, in backward also grad_output.</summary>
    public static int TensorsMoved(this BenchMode mode) => mode == BenchMode.Backward ? 3 : 2;
}
