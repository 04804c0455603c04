namespace Parity.Tests.Browser;

/// <summary>A test that runs where a browser is asked for and there; elsewhere it is skipped with the reason.</summary>
sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.WhyNot;
}
