using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Kernels;

/// <summary>Kernels of a shared library behind the C ABI of <c>parity_kernel.h</c>.</summary>
static class NativeKernel
{
    /// <summary>What the name of such a kernel begins with: <c>native:./libmine.so</c>.</summary>
    public const string Prefix = "native:";

    /// <summary>The library's kernel, which covers what the library says.</summary>
    /// <param name="file">The library.</param>
    /// <exception cref="UnusableException">It cannot be loaded, or exports something else.</exception>
    public static KernelEntry Entry(string file)
    {
        if (!File.Exists(file))
            throw new UnusableException($"there is no library {file}; --kernel {Prefix}FILE takes a shared library that exports what parity_kernel.h declares");
        var library = Exports.Of(file);
        NativeCoverage covers = library.Covers();
        bool Has(NativeCoverage what) => covers.HasFlag(what);
        if (!Has(NativeCoverage.Float32) && !Has(NativeCoverage.Float64))
            throw new UnusableException($"{file} covers no element type: parity_covers gave 0x{(uint)covers:X}, without PARITY_FLOAT32 and PARITY_FLOAT64");
        if (Has(NativeCoverage.Backward) && library.Backward == 0)
            throw new UnusableException($"{file} covers PARITY_BACKWARD, but exports no parity_backward");
        return new KernelEntry(Prefix + file, $"{Path.GetFileName(file)}, by the C ABI")
        {
            Float32 = Has(NativeCoverage.Float32) ? _ => new Kernel<float>(library, NativeCoverage.Float32) : null,
            Float64 = Has(NativeCoverage.Float64) ? _ => new Kernel<double>(library, NativeCoverage.Float64) : null,
            Standard = Has(NativeCoverage.DoubleSums) ? Standard.Double : Standard.ElementType,
            Coverage = new KernelCoverage
            {
                Training = Has(NativeCoverage.Train),
                Eval = Has(NativeCoverage.Eval),
                Backward = Has(NativeCoverage.Backward),
                OneDimension = Has(NativeCoverage.OneDimension),
                TwoDimensions = Has(NativeCoverage.TwoDimensions),
                HalfPrecision = Has(NativeCoverage.Half),
                DenseOnly = !Has(NativeCoverage.Strides),
                ZeroEps = Has(NativeCoverage.ZeroEps),
            },
            Origin = new KernelOrigin(Path.GetFileName(file), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))),
        };
    }

    /// <summary>What the header's flags say.</summary>
    [Flags]
    enum NativeCoverage : uint
    {
        None = 0,
        Float32 = 1 << 0,
        Float64 = 1 << 1,
        Half = 1 << 2,
        Train = 1 << 3,
        Eval = 1 << 4,
        Backward = 1 << 5,
        OneDimension = 1 << 6,
        TwoDimensions = 1 << 7,
        Strides = 1 << 8,
        ZeroEps = 1 << 9,
        DoubleSums = 1 << 10,
    }

    /// <summary>A tensor as the header lays it out: (N, C, H, W), whatever its rank.</summary>
    unsafe struct NativeTensor
    {
        public void* Data;
        public fixed long Lengths[4];
        public fixed long Strides[4];

        public static NativeTensor Of(void* data, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
        {
            var tensor = new NativeTensor { Data = data };
            for (int d = 0; d < 4; d++)
            {
                // (N, C) has H = W = 1, (N, C, L) has H = 1.
                int own = d < 2 ? d : d - 4 + lengths.Length;
                bool there = d < 2 || own >= 2;
                (tensor.Lengths[d], tensor.Strides[d]) = there ? (lengths[own], strides[own]) : (1, 0);
            }

            return tensor;
        }
    }

    /// <summary>The functions of a loaded library, which stays loaded.</summary>
    sealed unsafe record Exports(string File, nint CoversAt, nint Forward, nint Backward)
    {
        public static Exports Of(string file)
        {
            try
            {
                nint library = NativeLibrary.Load(Path.GetFullPath(file));
                nint Required(string name) => NativeLibrary.TryGetExport(library, name, out nint address)
                    ? address
                    : throw new UnusableException($"{file} exports no {name}; parity_kernel.h declares what a library exports");
                return new Exports(
                    file, Required("parity_covers"), Required("parity_forward"), NativeLibrary.TryGetExport(library, "parity_backward", out nint backward) ? backward : 0);
            }
            catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException)
            {
                throw new UnusableException($"{file} cannot be loaded: {Reason(problem.Message, Path.GetFullPath(file))}", problem);
            }
        }

        // The loader's own line names the file; .NET puts general advice before it.
        static string Reason(string message, string path)
        {
            string[] lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return lines.FirstOrDefault(line => line.StartsWith(path + ":", StringComparison.Ordinal)) ?? lines[0];
        }

        public NativeCoverage Covers() => (NativeCoverage)((delegate* unmanaged[Cdecl]<uint>)CoversAt)();

        public void Check(string function, int code)
        {
            if (code != 0)
                throw new InvalidOperationException($"{function} of {Path.GetFileName(File)} returned {code}");
        }
    }

    sealed unsafe class Kernel<T>(Exports library, NativeCoverage type) : IBatchNormKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void ForwardTraining(
            in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch) =>
            Forward(true, input, parameters, eps, output, batch);

        public void ForwardEval(
            in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output) =>
            Forward(false, input, parameters, eps, output, running);

        public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
        {
            ReadOnlyTensorSpan<T> ofOutput = pass.GradOutput, values = pass.Input;
            TensorSpan<T> ofInput = gradients.GradInput;
            fixed (T* dy = &TensorMarshal.GetReference(in ofOutput), x = &TensorMarshal.GetReference(in values), w = pass.Weight)
            fixed (T* dx = &TensorMarshal.GetReference(in ofInput), dw = gradients.GradWeight, db = gradients.GradBias)
            fixed (double* mean = pass.Statistics.Mean, variance = pass.Statistics.Variance)
            {
                var gradOutput = NativeTensor.Of(dy, ofOutput.Lengths, ofOutput.Strides);
                var input = NativeTensor.Of(x, values.Lengths, values.Strides);
                NativeTensor gradInput = ofInput.Rank == 0 ? default : NativeTensor.Of(dx, ofInput.Lengths, ofInput.Strides);
                var function = (delegate* unmanaged[Cdecl]<int, int, double, NativeTensor*, NativeTensor*, T*, double*, double*, NativeTensor*, T*, T*, int>)library.Backward;
                library.Check("parity_backward", function(
                    (int)type, training ? 1 : 0, eps, &gradOutput, &input, w, mean, variance, &gradInput, dw, db));
            }
        }

        void Forward(
            bool training, in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics statistics)
        {
            fixed (T* x = &TensorMarshal.GetReference(in input), y = &TensorMarshal.GetReference(in output), w = parameters.Weight, b = parameters.Bias)
            fixed (double* mean = statistics.Mean, variance = statistics.Variance)
            {
                NativeTensor from = NativeTensor.Of(x, input.Lengths, input.Strides), to = NativeTensor.Of(y, output.Lengths, output.Strides);
                var function = (delegate* unmanaged[Cdecl]<int, int, double, NativeTensor*, T*, T*, double*, double*, NativeTensor*, int>)library.Forward;
                library.Check("parity_forward", function((int)type, training ? 1 : 0, eps, &from, w, b, mean, variance, &to));
            }
        }
    }
}
