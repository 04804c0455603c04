namespace Parity.Sequences;

/// <summary>What one command of a sequence does to a module.</summary>
public enum ModuleAction
{
    /// <summary>Forward and backward in the current mode; parameter gradients add up.</summary>
    Step,

    /// <summary>Two steps on different data, one after the other: gradients of both add up.</summary>
    Twice,

    /// <summary>Forward alone, as when a trained module is used.</summary>
    Infer,

    /// <summary><c>train()</c>.</summary>
    Train,

    /// <summary><c>eval()</c>.</summary>
    Eval,

    /// <summary>Sets <c>momentum</c>, null included.</summary>
    Momentum,

    /// <summary>Sets <c>eps</c>.</summary>
    Eps,

    /// <summary><c>reset_running_stats()</c>.</summary>
    ResetStats,

    /// <summary><c>reset_parameters()</c>.</summary>
    ResetParameters,

    /// <summary><c>zero_grad()</c>, to none.</summary>
    ZeroGrad,

    /// <summary>Weight and bias each minus a rate times their gradient, as an optimizer does.</summary>
    Update,

    /// <summary>Saves the <c>state_dict</c> and goes on with a new module that loads it.</summary>
    Reload,

    /// <summary>Converts the module to float32.</summary>
    Float32,

    /// <summary>Converts the module to float64.</summary>
    Float64,
}
