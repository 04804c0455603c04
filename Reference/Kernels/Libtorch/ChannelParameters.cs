namespace Parity.Reference.Kernels.Libtorch;

/// <summary>What belongs to the module, channel by channel.</summary>
/// <typeparam name="T">Type that it is computed in.</typeparam>
/// <param name="Weight">Scales; 1 where there are none.</param>
/// <param name="Bias">Shifts; 0 where there are none.</param>
/// <param name="RunningMean">The running mean, changed in place; null where none is kept.</param>
/// <param name="RunningVar">The running variance, changed in place; null where none is kept.</param>
sealed record ChannelParameters<T>(T[] Weight, T[] Bias, T[]? RunningMean, T[]? RunningVar);

/// <summary>What a forward pass is told.</summary>
/// <param name="Eps">Added to the variance under the root.</param>
/// <param name="Momentum">Share of the new batch in the running statistics.</param>
readonly record struct ForwardOptions(double Eps, double Momentum);

/// <summary>What forward leaves, the output in the order of the case's shape.</summary>
/// <typeparam name="T">Type that it is computed in.</typeparam>
/// <param name="Output">y.</param>
/// <param name="Mean">The mean that backward subtracts.</param>
/// <param name="InverseStd">The factor that backward scales by.</param>
/// <param name="Variance">What the factor was made of; empty where it was not kept.</param>
sealed record Normalised<T>(T[] Output, T[] Mean, T[] InverseStd, double[] Variance);

/// <summary>What backward leaves, the input's gradient in the order of the case's shape.</summary>
/// <typeparam name="T">Type that it is computed in.</typeparam>
/// <param name="Input">Gradient of the input.</param>
/// <param name="Weight">Gradient of the weight.</param>
/// <param name="Bias">Gradient of the bias.</param>
sealed record Slopes<T>(T[] Input, T[] Weight, T[] Bias);
