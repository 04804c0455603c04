using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Libtorch;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Parity.Oracles;

/// <summary>
/// TorchSharp in this process: the real <c>torch.nn.BatchNorm1d</c> and <c>BatchNorm2d</c>, with autograd.
/// </summary>
/// <remarks>
/// No number goes to torch as a <c>Scalar</c> by conversion: libtorch is handed the address of an object that may be
/// collected during the call.
/// </remarks>
sealed class TorchSharpOracle : IBadUseOracle, IKnownOracle
{
    // In every element of a floating-point type a NaN.
    const byte NaNByte = 0xFF;

    readonly Dictionary<(DType Batch, DType Parameters), string> refusals;

    /// <summary>Loads libtorch and pins its number of threads, on which the last bits of some results depend.</summary>
    /// <exception cref="OracleUnavailableException">libtorch cannot be loaded on this machine.</exception>
    public TorchSharpOracle(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        TorchSharpLoader.Load();
        TextWriter console = Console.Out;
        try
        {
            // TorchSharp prints a page about what it tried to load before it throws; the exception says the same.
            Console.SetOut(TextWriter.Null);
            InitializeDeviceType(DeviceType.CPU);
            set_num_threads(threads);
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException or DllNotFoundException
            or EntryPointNotFoundException or BadImageFormatException or FileNotFoundException)
        {
            throw new OracleUnavailableException(
                $"TorchSharp {PackageVersion} is there, but libtorch cannot be loaded on {RuntimeInformation.RuntimeIdentifier}: "
                + WhyNot(e), e);
        }
        finally
        {
            Console.SetOut(console);
        }

        Conditions = new LibtorchConditions(threads, LibtorchConditions.CapabilityHere, new TorchSharpRoot());
        refusals = Refusals();
        Departure = LibtorchProbe.Departure(Conditions, c => refusals.ContainsKey((c.DType, c.ParameterDType)), Run);
        Version = $"{PackageVersion} (libtorch {LibtorchVersion()})";
    }

    /// <summary>The key on the command line.</summary>
    public const string Key = "torchsharp";

    /// <inheritdoc/>
    public string Name => Key;

    /// <summary>Version of the TorchSharp-cpu package, and of the libtorch that it was compiled for.</summary>
    public string Version { get; }

    /// <inheritdoc/>
    public bool Live => true;

    /// <inheritdoc/>
    public LibtorchConditions Conditions { get; }

    /// <inheritdoc/>
    public string? Departure { get; }

    /// <inheritdoc/>
    public int Threads => Conditions.Threads;

    // What is here, which need not be what this was built with; after a plus stands the commit.
    static string PackageVersion { get; } = typeof(torch).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <inheritdoc/>
    public string? WhyNot(BatchNormCase c) =>
        refusals.TryGetValue((c.DType, c.ParameterDType), out string? reason) ? reason
        // What is wrong to the bit as it is known to be can be judged.
        : Departure is null ? null
        : LibtorchDefects.WhyNot(c);

    /// <inheritdoc/>
    public BatchNormResult Run(Trial trial)
    {
        RejectWhatEndsTheProcess(trial);
        PinThreads();
        using IDisposable scope = NewDisposeScope();
        BatchNormResult? result = null;
        LibraryError? error = ErrorOf(() => result = Step(trial.Case, trial.Inputs));
        return error is null ? result! : new BatchNormResult(error);
    }

    // OpenMP keeps the number for each calling thread: one that first met libtorch while somebody in this process had set
    // another number stays at that.
    void PinThreads()
    {
        if (get_num_threads() != Threads)
            set_num_threads(Threads);
    }

    /// <inheritdoc/>
    public string Library => "TorchSharp";

    /// <inheritdoc/>
    public string LibraryVersion => PackageVersion;

    /// <inheritdoc/>
    public IEnumerable<(string Name, string? Says, string? PyTorch)> Behaviours => TorchSharpErrors.Behaviours();

    /// <inheritdoc/>
    public BadUseAnswer? Attempt(BadUse use) => TorchSharpErrors.Attempt(use);

    /// <summary>The error that TorchSharp raises in an action, or null.</summary>
    internal static LibraryError? ErrorOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        // All that TorchSharp raises for bad use; it marks what libtorch cannot do as not implemented.
        catch (Exception e) when (e is ExternalException or ArgumentException or InvalidOperationException
            or NotSupportedException or NotImplementedException)
        {
            return new LibraryError(e.GetType().FullName!, FirstLine(e.Message));
        }
    }

    static Dictionary<(DType Batch, DType Parameters), string> Refusals()
    {
        var found = new Dictionary<(DType, DType), string>();
        foreach (string types in (string[])["bf16", "bf16/f32params", "f16", "f16/f32params"])
        {
            Trial trial = CaseData.Generate(CaseDescriptor.Parse($"bn1d/2x2/{types}"));
            using IDisposable scope = NewDisposeScope();
            try
            {
                Step(trial.Case, trial.Inputs);
            }
            catch (ExternalException e)
            {
                found.Add((trial.Case.DType, trial.Case.ParameterDType), FirstLine(e.Message));
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    static BatchNormResult Step(BatchNormCase c, BatchNormInputs inputs)
    {
        using var module = new TorchSharpModule(c);
        module.Load(inputs, c.NumBatchesTracked);

        Tensor leaf = Placed(inputs.Input, c, c.Layout).requires_grad_(c.Requires.HasFlag(GradientRequest.Input));
        Tensor output = module.Forward(leaf);
        if (output.requires_grad)
            autograd.backward([output], [Placed(inputs.GradOutput, c, c.GradOutputLayout)]);

        // The batch's own statistics are no matter of layout: they come from the dense tensor in torch's order.
        Tensor dense = leaf.detach().contiguous();
        long[] reduced = [.. Enumerable.Range(0, c.Shape.Length).Where(d => d != 1)];
        return new BatchNormResult
        {
            [Quantity.Output] = ToDense(InCaseOrder(output.detach(), c)),
            [Quantity.BatchMean] = ToDense(dense.mean(reduced)),
            // Of one value it is 0, of none NaN, and so is this; var writes a warning to the terminal with either.
            [Quantity.BatchVar] = ToDense(c.ValuesPerChannel < 2 ? (dense - dense).mean(reduced) : dense.var(reduced, unbiased: false)),
            [Quantity.RunningMean] = ToDense(module.RunningMean),
            [Quantity.RunningVar] = ToDense(module.RunningVar),
            [Quantity.NumBatchesTracked] = ToDense(module.NumBatchesTracked?.to(ScalarType.Int64)),
            [Quantity.GradInput] = ToDense(InCaseOrder(leaf.grad, c)),
            [Quantity.GradWeight] = ToDense(module.Weight?.grad),
            [Quantity.GradBias] = ToDense(module.Bias?.grad),
        };
    }

    // TorchSharp only says what it looked for; the system's loader says what is wrong with what it found.
    static string WhyNot(Exception e)
    {
        const string Native = "LibTorchSharp";
        try
        {
            NativeLibrary.Load(Native, typeof(torch).Assembly, null);
            return FirstLine((e is TypeInitializationException { InnerException: { } inner } ? inner : e).Message);
        }
        catch (Exception native) when (native is DllNotFoundException or BadImageFormatException)
        {
            return TorchSharpLoader.Reason(native.Message, Native);
        }
    }

    /// <summary>A tensor of torch's own over a copy of the values.</summary>
    internal static Tensor ToTorch(DenseTensor tensor)
    {
        Tensor copy = empty([.. tensor.Shape.Select(length => (long)length)], dtype: TypeOf(tensor.DType));
        tensor.Bytes.CopyTo(copy.bytes);
        return copy;
    }

    /// <summary>torch's word for an element type.</summary>
    internal static ScalarType TypeOf(DType dtype) => dtype switch
    {
        DType.Float32 => ScalarType.Float32,
        DType.Float64 => ScalarType.Float64,
        DType.BFloat16 => ScalarType.BFloat16,
        DType.Float16 => ScalarType.Float16,
        _ => ScalarType.Int64,
    };

    /// <summary>A tensor of a case in torch's order of dimensions, with NaN between the elements.</summary>
    internal static Tensor Placed(DenseTensor tensor, BatchNormCase c, Layout layout)
    {
        if (layout == Layout.Contiguous && !c.IsTransposed)
            return ToTorch(tensor);
        var placement = Placement.Of(c.TorchShape, layout);
        var rows = new PlacedRows(c.IsTransposed ? placement.Transposed() : placement);
        Tensor storage = empty([placement.StorageLength], dtype: TypeOf(tensor.DType));
        Span<byte> memory = storage.bytes;
        if (placement.StorageLength > tensor.Count)
            memory.Fill(NaNByte);
        switch (tensor.DType.Size())
        {
            case sizeof(ushort):
                rows.Scatter(MemoryMarshal.Cast<byte, ushort>(tensor.Bytes), MemoryMarshal.Cast<byte, ushort>(memory));
                break;
            case sizeof(uint):
                rows.Scatter(MemoryMarshal.Cast<byte, uint>(tensor.Bytes), MemoryMarshal.Cast<byte, uint>(memory));
                break;
            default:
                rows.Scatter(MemoryMarshal.Cast<byte, ulong>(tensor.Bytes), MemoryMarshal.Cast<byte, ulong>(memory));
                break;
        }

        return storage.as_strided(Wide(placement.Lengths), Wide(placement.Strides), placement.Offset);
    }

    /// <summary>The transpose that a case's shape may stand for; its own inverse.</summary>
    [return: NotNullIfNotNull(nameof(x))]
    internal static Tensor? InCaseOrder(Tensor? x, BatchNormCase c) => c.IsTransposed ? x?.transpose(1, 2) : x;

    static long[] Wide(IEnumerable<int> numbers) => [.. numbers.Select(number => (long)number)];

    /// <summary>A copy of a tensor's values.</summary>
    internal static DenseTensor? ToDense(Tensor? tensor)
    {
        if (tensor is null)
            return null;
        DType dtype = tensor.dtype switch
        {
            ScalarType.Float32 => DType.Float32,
            ScalarType.Float64 => DType.Float64,
            ScalarType.BFloat16 => DType.BFloat16,
            ScalarType.Float16 => DType.Float16,
            ScalarType.Int64 => DType.Int64,
            _ => throw new NotSupportedException($"a result has element type {tensor.dtype}"),
        };
        DenseTensor dense = DenseTensor.Unwritten(dtype, [.. tensor.shape.Select(length => (int)length)]);
        (tensor.is_contiguous() ? tensor : tensor.contiguous()).bytes.CopyTo(dense.Bytes);
        return dense;
    }

    // On such input libtorch can divide by zero or read beyond its arrays, and nothing here would be left to report it.
    static void RejectWhatEndsTheProcess(Trial trial)
    {
        BatchNormInputs inputs = trial.Inputs;
        // An empty batch is safe through the module, which never hands it to the kernels that divide by its size.
        if ((inputs.Input.Count == 0 && !trial.Case.IsEmpty) || inputs.GradOutput.Count != inputs.Input.Count)
            throw NotSent(trial, $"an input of {inputs.Input.Count} elements with a grad_output of {inputs.GradOutput.Count}");
        DenseTensor?[] perChannel = [inputs.Weight, inputs.Bias, inputs.RunningMean, inputs.RunningVar];
        if (perChannel.Any(tensor => tensor is not null && tensor.Count != trial.Case.Channels))
            throw NotSent(trial, $"parameters of another length than the {trial.Case.Channels} channels");
    }

    static OracleFailureException NotSent(Trial trial, string what) =>
        new($"{trial.Descriptor}: {what} can end the process, so it is not sent to TorchSharp");

    // torch's constant has four parts, the package's version three where the last is 0.
    static string LibtorchVersion() => __version__.Split('.') is [var major, var minor, var patch, "0"]
        ? $"{major}.{minor}.{patch}" : __version__;

    static string FirstLine(string text) => text.Trim().Split('\n')[0].TrimEnd();
}
