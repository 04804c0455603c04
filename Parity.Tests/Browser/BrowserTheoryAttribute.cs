namespace Parity.Tests.Browser;

/// <summary>A theory that runs where a browser is asked for and there; elsewhere it is skipped with the reason.</summary>
sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.WhyNot;
}
