using System.Globalization;
using System.Text;
using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Libtorch;
using Parity.Reference;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;

namespace Parity.Trust;

/// <summary>
/// Faults planted in the library's answer: how large they must be to be seen by bounds alone, and by its known bits. The library is its arithmetic
/// written out, so that the table is the same on every machine.
/// </summary>
static class LibraryFaults
{
    const int MostBits = 60;

    static readonly KernelEntry right = KernelCatalog.All.Single(entry => entry.Name == "manual");

    /// <summary>Small and large sums, on every way, with more values than float16 can count, and where no bound is finite.</summary>
    public static IReadOnlyList<string> Cases { get; } =
    [
        "bn2d/8x3x8x8/momentum=1/seed=1", "bn2d/8x2x112x112/momentum=1/seed=1", "bn2d/8x2x112x112/channels_last/momentum=1/seed=1",
        "bn2d/8x2x112x112/sliced/momentum=1/seed=1", "bn2d/8x2x112x112/f64/momentum=1/seed=1", "bn2d/2x2x200x200/f16/momentum=1/seed=1",
        "bn1d/65x4/eps=0/momentum=1/underflow/seed=804409837",
    ];

    /// <summary>What is spoiled.</summary>
    public static IReadOnlyList<Quantity> Quantities { get; } = [Quantity.Output, Quantity.RunningVar, Quantity.GradInput, Quantity.GradWeight];

    /// <summary>One row for each case and fault.</summary>
    /// <param name="descriptor">The case.</param>
    public static IReadOnlyList<LibraryFaultRow> Of(string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        var place = new Spoiled(trial, new LibtorchBatchNorm(LibtorchConditions.Default).Run(trial), new TrialTruth(trial), KernelRun.Run(right, trial));
        double divisor = Math.Sqrt(1 - 1.0 / trial.Case.ValuesPerChannel);
        return
        [
            place.Smallest("all elements, factor 1 + 2^-k", (_, _) => true),
            place.Smallest("one channel, factor 1 + 2^-k", (quantity, i) => place.ChannelOf(quantity, i) == 0),
            place.Smallest("one element, factor 1 + 2^-k", (quantity, i) => i == place.Middle(quantity)),
            place.Once("one element is NaN", (quantity, i, value) => i == place.Middle(quantity) ? double.NaN : value),
            place.Once("n - 1 in place of n", (quantity, i, value) => quantity switch
            {
                Quantity.Output => (value - place.BiasOf(i)) * divisor + place.BiasOf(i),
                Quantity.RunningVar => value * divisor * divisor,
                _ => value * divisor,
            }),
        ];
    }

    /// <summary>The rows as Markdown; in each cell what bounds see, and what bits do.</summary>
    public static string Text(IEnumerable<LibraryFaultRow> rows)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"| case | fault | {string.Join(" | ", Quantities.Select(quantity => quantity.TorchName()))} |\n| --- | --- | {string.Join(" | ", Quantities.Select(_ => "---:"))} |\n");
        foreach (LibraryFaultRow row in rows)
            page.Append(CultureInfo.InvariantCulture, $"| `{row.Case}` | {row.Fault} | {string.Join(" | ", row.Seen.Select(seen => $"{seen.ByBounds} → {seen.ByBits}"))} |\n");
        return page.ToString();
    }

    /// <summary>A library's answer, spoiled in one quantity at a time.</summary>
    sealed class Spoiled(Trial trial, BatchNormResult answer, TrialTruth truth, BatchNormResult kernel)
    {
        public int Middle(Quantity quantity) => answer[quantity]!.Count / 2;

        public int ChannelOf(Quantity quantity, int position) =>
            quantity is Quantity.Output or Quantity.GradInput ? trial.Case.Place(position).Channel : position;

        public double BiasOf(int position) => trial.Inputs.Bias is { } bias ? bias[ChannelOf(Quantity.Output, position)] : 0;

        // From a factor of two down, until it is no longer seen.
        public LibraryFaultRow Smallest(string fault, Func<Quantity, int, bool> touches)
        {
            string Least(Quantity quantity, Func<Quantity, DenseTensor, bool> sees)
            {
                int bits = -1;
                while (bits < MostBits
                    && Changed(quantity, (i, value) => touches(quantity, i) ? value * (1 + Math.ScaleB(1, -bits - 1)) : value) is { } changed
                    && sees(quantity, changed))
                    bits++;
                return bits < 0 ? "not seen" : FormattableString.Invariant($"2^-{bits}");
            }

            return new(trial.Descriptor, fault, [.. Quantities.Select(quantity => (Least(quantity, ByBounds), Least(quantity, ByBits)))]);
        }

        public LibraryFaultRow Once(string fault, Func<Quantity, int, double, double> change) => new(trial.Descriptor, fault,
        [
            .. Quantities.Select(quantity => Changed(quantity, (i, value) => change(quantity, i, value)) is var changed
                ? (Word(ByBounds(quantity, changed)), Word(ByBits(quantity, changed)))
                : default),
        ]);

        static string Word(bool seen) => seen ? "seen" : "not seen";

        DenseTensor Changed(Quantity quantity, Func<int, double, double> change)
        {
            DenseTensor before = answer[quantity]!;
            var after = new DenseTensor(before.DType, [.. before.Shape]);
            for (int i = 0; i < after.Count; i++)
                after.Set(i, change(i, before[i]));
            return after;
        }

        bool ByBounds(Quantity quantity, DenseTensor changed)
        {
            var spoiled = new BatchNormResult { [quantity] = changed };
            return new ParityCheck(truth, spoiled).Judge(right, quantity, kernel[quantity])!.Verdict.Fails();
        }

        bool ByBits(Quantity quantity, DenseTensor changed) =>
            TensorBits.Difference(quantity.TorchName(), changed, answer[quantity]) is not null;
    }
}

/// <summary>How large a fault of the library must be to be seen, quantity by quantity.</summary>
/// <param name="Case">Descriptor.</param>
/// <param name="Fault">What was done to the library's answer.</param>
/// <param name="Seen">The smallest that is seen in each quantity, or whether it is.</param>
sealed record LibraryFaultRow(string Case, string Fault, IReadOnlyList<(string ByBounds, string ByBits)> Seen);
