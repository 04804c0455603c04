using System.Globalization;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>All that can be seen of a module after a command.</summary>
/// <param name="Tensors">
/// By torch's names: weight, bias, running_mean, running_var, num_batches_tracked, grad_weight and grad_bias, each where
/// there is one; output and grad_input where the command made them.
/// </param>
/// <param name="Training">Whether the module is in training mode.</param>
/// <param name="Eps">The module's eps.</param>
/// <param name="Momentum">The module's momentum.</param>
/// <param name="Error">The error that the command raised, or null.</param>
sealed record ModuleSnapshot(
    IReadOnlyDictionary<string, DenseTensor> Tensors, bool Training, double Eps, double? Momentum, LibraryError? Error);

/// <summary>Compares two modules after the same command: every tensor, every option, and errors.</summary>
static class SnapshotComparison
{
    // An update is one blend of two numbers, as a running mean is.
    static readonly (string Name, Quantity Row)[] rows =
    [
        ("output", Quantity.Output),
        ("grad_input", Quantity.GradInput),
        ("running_mean", Quantity.RunningMean),
        ("running_var", Quantity.RunningVar),
        ("num_batches_tracked", Quantity.NumBatchesTracked),
        ("grad_weight", Quantity.GradWeight),
        ("grad_bias", Quantity.GradBias),
        ("weight", Quantity.RunningMean),
        ("bias", Quantity.RunningMean),
    ];

    /// <summary>All that is compared, in the order of reports.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. rows.Select(row => row.Name)];

    /// <summary>What each of two lives of one module says where they first differ in a bit, or null.</summary>
    public static (string One, string Other)? Difference(IReadOnlyList<ModuleSnapshot> one, IReadOnlyList<ModuleSnapshot> other)
    {
        for (int i = 0; i < one.Count; i++)
        {
            string after = string.Create(CultureInfo.InvariantCulture, $"after command {i + 1}, ");
            if (one[i].Error != other[i].Error)
                return (after + Of(one[i].Error), after + Of(other[i].Error));
            foreach (string name in Names)
                if (TensorBits.Difference(name, one[i].Tensors.GetValueOrDefault(name), other[i].Tensors.GetValueOrDefault(name)) is { } differ)
                    return (after + differ.One, after + differ.Other);
        }

        return null;

        static string Of(LibraryError? error) => error is null ? "no error" : $"{error.Type}: {error.Message}";
    }

    /// <summary>The first difference, or null.</summary>
    /// <param name="actual">Ours.</param>
    /// <param name="expected">The oracle's.</param>
    /// <param name="compared">Told of every comparison of numbers.</param>
    public static SnapshotDifference? Compare(ModuleSnapshot actual, ModuleSnapshot expected, Action<string, TensorComparison>? compared = null)
    {
        if (Errors(actual.Error, expected.Error) is { } mismatch)
            return new("error", mismatch, null);
        if (Options(actual) != Options(expected))
            return new("options", $"ours are {Options(actual)}, the oracle's {Options(expected)}", null);
        foreach ((string name, Quantity row) in rows)
            if (Tensors(name, row, actual.Tensors.GetValueOrDefault(name), expected.Tensors.GetValueOrDefault(name), compared) is { } difference)
                return difference;
        return null;
    }

    static SnapshotDifference? Tensors(
        string name, Quantity row, DenseTensor? actual, DenseTensor? expected, Action<string, TensorComparison>? compared)
    {
        if (actual is null && expected is null)
            return null;
        if (actual is null || expected is null)
            return new(name, actual is null ? "ours has none" : "the oracle has none", null);
        if (actual.DType != expected.DType || !actual.Shape.SequenceEqual(expected.Shape))
            return new(name, $"ours is {TensorComparison.Describe(actual)}, the oracle's {TensorComparison.Describe(expected)}", null);
        var numbers = TensorComparison.Compare(actual, expected, StepTolerance.For(row, expected.DType));
        compared?.Invoke(name, numbers);
        return numbers.Mismatches == 0 ? null : new(name, null, numbers);
    }

    static string? Errors(LibraryError? actual, LibraryError? expected) => (actual, expected) switch
    {
        (null, { } error) => $"the oracle raised {error.Type}: {error.Message}; ours raised nothing",
        ({ } error, null) => $"ours raised {error.Type}: {error.Message}; the oracle raised nothing",
        _ => null,
    };

    static string Options(ModuleSnapshot snapshot) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Mode.Word(snapshot.Training)}, eps {snapshot.Eps:R}, momentum {snapshot.Momentum?.ToString("R", CultureInfo.InvariantCulture) ?? "null"}");
}

/// <summary>What differs between two modules.</summary>
/// <param name="Quantity">By torch's name; <c>error</c> and <c>options</c> beside the tensors.</param>
/// <param name="Reason">What happened, where numbers alone do not say it.</param>
/// <param name="Numbers">The numbers; null where there was nothing to compare number by number.</param>
sealed record SnapshotDifference(string Quantity, string? Reason, TensorComparison? Numbers);

/// <summary>A module that is kept alive while commands are given to it: ours over a kernel, or an oracle's.</summary>
interface IModuleSession : IDisposable
{
    /// <summary>Carries out a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="data">Its data in the module's element type; as many trials as <see cref="ModuleCommand.Data"/> makes.</param>
    /// <returns>The module afterwards, an error that was raised included.</returns>
    ModuleSnapshot Apply(ModuleCommand command, IReadOnlyList<Trial> data);
}
