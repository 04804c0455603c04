using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Planted;

/// <summary>Kernels that are right on small batches, and on others hang, die or touch memory that is not theirs.</summary>
/// <remarks>
/// Only in a process that runs kernels for another: whoever names all kernels of this assembly gets these among them, and
/// would hang, die or be spoiled with them.
/// </remarks>
public sealed class UnrulyKernels : IKernelSource
{
    /// <summary>What precedes their names.</summary>
    public const string Prefix = "unruly:";

    /// <summary>Number of entries from which on a kernel misbehaves.</summary>
    public const int From = 3;

    /// <summary>
    /// Environment variable that names a file, which the kernel that hangs keeps from everybody else as long as its process
    /// lives; one beside it, with <see cref="Begun"/> at the end of its name, says that it does.
    /// </summary>
    public const string Held = "PARITY_UNRULY_HELD";

    /// <summary>What the name of the file ends with that says so.</summary>
    public const string Begun = ".begun";

    public IEnumerable<KernelEntry> Kernels =>
    [
        Entry("hangs", "never ends", (_, _) => Hang()),
        Entry("overflows-the-stack", "calls itself without end", (_, _) => Deeper(0)),
        Entry("segfaults", "writes where no memory is", (_, _) => Marshal.WriteByte(0x12345678, 1)),
        Entry("writes-past-output", "writes one element beyond the end of its output", (_, output) => Past(output) = 1),
        Entry("reads-past-input", "reads one element beyond the end of its input", (input, _) => sum += Past(input)),
        Entry("throws", "has an index that is out of range", (_, _) => sum += (new float[From])[From]),
    ];

    static readonly bool mayBeLost = Environment.GetCommandLineArgs().Contains(IsolatedKernels.Verb);
    static float sum;

    static KernelEntry Entry(string name, string what, Misdeed misdeed) => new(Prefix + name, what)
    {
        Float32 = _ => new Unruly(misdeed),
    };

    static void Hang()
    {
        string? file = Environment.GetEnvironmentVariable(Held);
        using FileStream? held = file is null ? null : new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None);
        if (file is not null)
            File.WriteAllText(file + Begun, "");
        // Longer than any test waits; for ever would outlive one that fails.
        Thread.Sleep(TimeSpan.FromMinutes(15));
    }

    static int Deeper(int depth) => depth < 0 ? 0 : 1 + Deeper(depth + 1) * 2;

    // Of dense tensors: what the last index leads to, and one more.
    static ref float Past(in ReadOnlyTensorSpan<float> tensor)
    {
        nint last = 0;
        for (int d = 0; d < tensor.Rank; d++)
            last += (tensor.Lengths[d] - 1) * tensor.Strides[d];
        return ref Unsafe.Add(ref Unsafe.AsRef(in TensorMarshal.GetReference(tensor)), last + 1);
    }

    delegate void Misdeed(ReadOnlyTensorSpan<float> input, TensorSpan<float> output);

    sealed class Unruly(Misdeed misdeed) : IBatchNormKernel<float>
    {
        readonly ManualKernel<float> manual = new();

        public void ForwardTraining(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, double eps, in TensorSpan<float> output,
            in ChannelStatistics batch)
        {
            manual.ForwardTraining(input, parameters, eps, output, batch);
            Misbehave(input, output);
        }

        public void ForwardEval(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, in ChannelStatistics running, double eps,
            in TensorSpan<float> output)
        {
            manual.ForwardEval(input, parameters, running, eps, output);
            Misbehave(input, output);
        }

        public void Backward(in ForwardPass<float> pass, double eps, bool training, in Gradients<float> gradients) =>
            manual.Backward(pass, eps, training, gradients);

        void Misbehave(in ReadOnlyTensorSpan<float> input, in TensorSpan<float> output)
        {
            if (mayBeLost && input.FlattenedLength > 0 && input.Lengths[0] >= From)
                misdeed(input, output);
        }
    }
}
