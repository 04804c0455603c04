namespace Parity.Cases;

/// <summary>What is compared, in the order of reports.</summary>
public enum Quantity
{
    /// <summary>The normalised batch.</summary>
    Output,

    /// <summary>Mean of each channel of the batch.</summary>
    BatchMean,

    /// <summary>Biased variance of each channel of the batch.</summary>
    BatchVar,

    /// <summary>Running mean after the step.</summary>
    RunningMean,

    /// <summary>Running unbiased variance after the step.</summary>
    RunningVar,

    /// <summary>Number of batches seen in training after the step.</summary>
    NumBatchesTracked,

    /// <summary>Gradient with respect to the input.</summary>
    GradInput,

    /// <summary>Gradient with respect to the weight.</summary>
    GradWeight,

    /// <summary>Gradient with respect to the bias.</summary>
    GradBias,
}
