namespace Parity.Rendering;

/// <summary>A bar beside a number.</summary>
static class Bar
{
    /// <summary>A bar of a share from 0 to 1.</summary>
    /// <remarks>The number stands beside it, so it says nothing to a screen reader.</remarks>
    public static Html Write(double share) => Html.Of(
        $"""<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6"/><rect class="fill" width="{Math.Round(100 * share, 1)}" height="6"/></svg>""");
}
