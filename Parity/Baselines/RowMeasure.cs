using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Parity.Cases;
using Parity.Comparison;
using Parity.Runs;

namespace Parity.Baselines;

/// <summary>Gathers one row of a baseline, tensor by tensor.</summary>
sealed class RowMeasure : IDisposable
{
    readonly IncrementalHash bits = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    int tensors, inexact, answered, allclose, assertClose, passed;
    double worst, worstLong, logarithms;
    long worstUlp;

    /// <summary>Adds the kernel's tensor of one case.</summary>
    /// <param name="values">The kernel's values; null where it gave none.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="longChannels">Whether the case's channels are long.</param>
    /// <param name="byOracle">Whether it was compared with an oracle's answer.</param>
    public void Add(DenseTensor? values, QuantityOutcome outcome, bool longChannels, bool byOracle)
    {
        tensors++;
        double share = values is null ? double.PositiveInfinity : outcome.KernelShare;
        worst = Math.Max(worst, share);
        worstLong = Math.Max(worstLong, longChannels ? share : 0);
        worstUlp = Math.Max(worstUlp, outcome.KernelUlp);
        if (outcome.KernelShare > 0)
            (inexact, logarithms) = (inexact + 1, logarithms + Math.Log(outcome.KernelShare));
        if (values is not null)
            Hash(values);
        if (!byOracle)
            return;
        answered++;
        allclose += outcome.Allclose ? 1 : 0;
        assertClose += outcome.AssertClose ? 1 : 0;
        passed += outcome.Verdict.Fails() ? 0 : 1;
    }

    /// <summary>The row.</summary>
    public BaselineRow Row(string kernel, Quantity quantity, CaseKind kind) => new()
    {
        Kernel = kernel,
        Quantity = quantity.TorchName(),
        Dtype = kind.DType.TorchName(),
        Mode = AgreementTally.ModeName(kind.Training),
        Tensors = tensors,
        WorstError = Rounded(worst),
        TypicalError = Rounded(inexact > 0 ? Math.Exp(logarithms / inexact) : 0),
        LongError = Rounded(worstLong),
        WorstUlp = worstUlp,
        Bits = Convert.ToHexStringLower(bits.GetCurrentHash().AsSpan(0, 6)),
        Answered = answered,
        Allclose = allclose,
        AssertClose = assertClose,
        Passed = passed,
    };

    /// <inheritdoc/>
    public void Dispose() => bits.Dispose();

    // More digits would change with every change of bits, and say nothing.
    static double Rounded(double value)
    {
        double rounded = double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // What is outside its bound stays outside.
        return value > 1 && rounded <= 1 ? 1.001 : rounded;
    }

    // Processors differ in the sign and payload of the NaN they make; that it is NaN is all there is to know.
    void Hash(DenseTensor values)
    {
        if (values.DType == DType.Int64)
        {
            bits.AppendData(values.Bytes);
            return;
        }

        Span<byte> element = stackalloc byte[sizeof(double)];
        for (int i = 0; i < values.Count; i++)
        {
            double value = values[i];
            // Widening is exact, so a double's bits tell narrower values apart too.
            BinaryPrimitives.WriteDoubleLittleEndian(element, double.IsNaN(value) ? double.NaN : value);
            bits.AppendData(element);
        }
    }
}
