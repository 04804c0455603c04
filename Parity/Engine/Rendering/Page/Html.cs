using System.Globalization;
using System.Net;

namespace Parity.Rendering;

/// <summary>A piece of a page that is safe to insert: its values are escaped.</summary>
/// <remarks>The only ways to one are <see cref="Of"/>, which escapes every value, and <see cref="Join"/>.</remarks>
sealed class Html
{
    readonly string markup;

    Html(string markup) => this.markup = markup;

    /// <summary>Nothing.</summary>
    public static Html None { get; } = new("");

    /// <summary>Markup with values: pieces of a page as they are, everything else escaped, for text and quoted attributes alike.</summary>
    public static Html Of(FormattableString template)
    {
        object?[] values = template.GetArguments();
        object?[] safe = new object?[values.Length];
        for (int i = 0; i < values.Length; i++)
            safe[i] = Escape(values[i]);
        return new Html(string.Format(CultureInfo.InvariantCulture, template.Format, safe));
    }

    /// <summary>Pieces one after another.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.markup)));

    /// <summary>A style sheet or script of our own, as it is.</summary>
    /// <exception cref="ArgumentException">The text would end its element early.</exception>
    public static Html OwnText(string text) =>
        text.Contains("</", StringComparison.Ordinal)
            ? throw new ArgumentException("a style sheet or script must not contain \"</\"", nameof(text))
            : new Html(text);

    /// <summary>The markup.</summary>
    public override string ToString() => markup;

    static string Escape(object? value) => value switch
    {
        null => "",
        Html html => html.ToString(),
        IFormattable number => WebUtility.HtmlEncode(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => WebUtility.HtmlEncode(Visible(value.ToString()!)),
    };

    // HTML has no control characters, so that one is spelled as in C#.
    static string Visible(string text) => text.Any(IsHidden) ? string.Concat(text.Select(c => IsHidden(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text;

    static bool IsHidden(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');
}
