using Parity.Cases;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;

namespace Parity.Libtorch;

/// <summary>Asks a library a few cases: whether this machine's follows its known arithmetic.</summary>
static class LibtorchProbe
{
    // Every way through a batch, in every type: a few hundred elements.
    static readonly string[] ways =
    [
        "bn1d/5x3x19", "bn1d/7x5", "bn2d/3x5x4x3/channels_last", "bn1d/5x4x9/permuted", "bn1d/6x5x3/sliced/grad=contiguous",
        "bn1d/5x3x19/eval", "bn1d/7x5/eval", "bn1d/5x4x9/permuted/eval",
    ];

    static readonly string[] types = ["", "/f64", "/bf16", "/bf16/f32params", "/f16", "/f16/f32params"];

    /// <summary>The first way on which the library leaves its known arithmetic; null where it follows it.</summary>
    /// <param name="conditions">On what its bits depend.</param>
    /// <param name="refuses">Whether it does not answer a case.</param>
    /// <param name="answer">Asks it.</param>
    public static string? Departure(LibtorchConditions conditions, Predicate<BatchNormCase> refuses, Func<Trial, BatchNormResult> answer)
    {
        var arithmetic = new LibtorchBatchNorm(conditions);
        foreach (Trial trial in ways.SelectMany(_ => types, (way, type) => CaseData.Generate(CaseDescriptor.Parse(way + type))))
        {
            if (refuses(trial.Case))
                continue;
            (BatchNormResult library, BatchNormResult expected) = (answer(trial), arithmetic.Run(trial));
            bool rootUnknown = LibtorchPath.TakesTensorRoot(trial.Case) && !conditions.Root.IsTheLibrarys;
            foreach (Quantity quantity in QuantityNames.All.Where(quantity => !rootUnknown || quantity != Quantity.Output))
                if (TensorBits.Difference(quantity.TorchName(), library[quantity], expected[quantity]) is not null)
                    return LibtorchPath.Words(trial.Case, quantity);
        }

        return null;
    }
}
