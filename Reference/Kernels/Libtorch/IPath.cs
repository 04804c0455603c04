namespace Parity.Reference.Kernels.Libtorch;

/// <summary>One of the library's ways through a batch.</summary>
/// <typeparam name="T">Type that it is computed in.</typeparam>
interface IPath<T>
    where T : unmanaged
{
    /// <summary>Normalises with the batch's own statistics, and brings the running ones up to date.</summary>
    Normalised<T> Train(Batch<T> x, ChannelParameters<T> parameters, ForwardOptions options);

    /// <summary>Normalises with the running statistics.</summary>
    T[] Eval(Batch<T> x, ChannelParameters<T> parameters, double eps);

    /// <summary>Gradients, with the mean and the factor of each channel.</summary>
    Slopes<T> Backward(Batch<T> x, Batch<T> dy, (T[] Mean, T[] InverseStd) statistics, T[] weight, bool ofBatch);

    /// <summary>The factor of eval's backward, which is not that of its forward.</summary>
    T[] InverseStdOfEval(T[] runningVar, double eps);
}
