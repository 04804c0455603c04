using Parity.Cases;
using Parity.Libtorch;
using Parity.Reference.Kernels.Libtorch;

namespace Parity.Oracles;

/// <summary>
/// libtorch's arithmetic written out in C#: what TorchSharp answers on linux-x64, to the bit, on any machine and with nothing installed.
/// </summary>
/// <remarks>
/// One number it cannot know: the root of a whole tensor, which a processor vendor's library takes (<see cref="LibtorchPath.TakesTensorRoot"/>).
/// Its own is rounded correctly.
/// </remarks>
/// <param name="threads">Threads of the library that is emulated.</param>
sealed class EmulatedOracle(int threads = 1) : IOracle
{
    /// <summary>The key on the command line.</summary>
    public const string Key = "emulated";

    readonly LibtorchBatchNorm library = new(LibtorchConditions.Default with { Threads = threads });

    /// <summary>On what the emulated library's bits depend.</summary>
    public LibtorchConditions Conditions { get; } = LibtorchConditions.Default with { Threads = threads };

    /// <inheritdoc/>
    public string Name => Key;

    /// <summary>What is emulated, such as <c>libtorch 2.10, AVX2, 1 thread</c>.</summary>
    public string Version => Conditions.ToString();

    /// <inheritdoc/>
    public bool Live => true;

    /// <inheritdoc/>
    public string Caution => "emulated: no library was run; the kernels were compared with libtorch's arithmetic written out in C#";

    /// <inheritdoc/>
    public int Threads => threads;

    /// <summary>Null: what the library gets wrong, it gets wrong too.</summary>
    public string? WhyNot(BatchNormCase c) => null;

    /// <inheritdoc/>
    public BatchNormResult Run(Trial trial) => library.Run(trial);

    /// <summary>Does nothing: there is nothing to release.</summary>
    public void Dispose()
    {
    }
}
