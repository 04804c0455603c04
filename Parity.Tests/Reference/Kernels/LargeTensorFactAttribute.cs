namespace Parity.Tests.Reference.Kernels;

/// <summary>A test over more than 2³¹ elements, run on request only.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class LargeTensorFactAttribute : FactAttribute
{
    public LargeTensorFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("PARITY_LARGE") != "1")
            Skip = "takes 9 GB of memory and some minutes; set PARITY_LARGE=1 to run it";
    }
}
