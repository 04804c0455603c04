using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parity.Tensors;

/// <summary>Reads one array as <c>numpy.save</c> writes it, and checks all that its header says.</summary>
static partial class NpyReader
{
    const int MagicLength = 6;

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads one file's bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="InvalidDataException">The file is not valid, or holds what no tensor does; the message begins with its name.</exception>
    public static DenseTensor Read(ReadOnlySpan<byte> bytes, string name)
    {
        (string header, int begin) = Header(bytes, name);
        Match match = Described().Match(header);
        if (!match.Success)
            throw new InvalidDataException($"{name}: the header '{header.Trim()}' is not understood");
        if (match.Groups["order"].Value == "True")
            throw new InvalidDataException($"{name}: the array is in Fortran's order; save numpy.ascontiguousarray(x)");
        DType dtype = match.Groups["type"].Value switch
        {
            "<f4" => DType.Float32,
            "<f8" => DType.Float64,
            "<f2" => DType.Float16,
            "<i8" => DType.Int64,
            var other => throw new InvalidDataException($"{name}: the array has type '{other}'; supported are <f4, <f8, <f2 and <i8"),
        };
        int[] shape = [.. Length().Matches(match.Groups["shape"].Value).Select(length => LengthOf(length.Value, name))];
        byte[] data = bytes[begin..].ToArray();
        try
        {
            return new DenseTensor(dtype, shape, data);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }

    // Six bytes of magic, two of version, the header's length in two or, from version 2, four, then a Python dictionary.
    static (string Header, int Begin) Header(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < MagicLength + 4 || !bytes.StartsWith(Magic) || bytes[MagicLength] is < 1 or > 3)
            throw new InvalidDataException($"{name}: not a file of numpy.save");
        int size = bytes[MagicLength] == 1 ? sizeof(ushort) : sizeof(uint), begin = MagicLength + 2 + size;
        long length = bytes.Length < begin ? long.MaxValue
            : size == sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(MagicLength + 2)..])
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes[(MagicLength + 2)..]);
        return length <= bytes.Length - begin
            ? (Encoding.UTF8.GetString(bytes.Slice(begin, (int)length)), begin + (int)length)
            : throw new InvalidDataException($"{name}: the header is longer than the file");
    }

    static int LengthOf(string digits, string name) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? length
            : throw new InvalidDataException($"{name}: a length of {digits}; allowed are whole numbers from 0 to {int.MaxValue}");

    [GeneratedRegex(@"^\{'descr': '(?<type>[^']+)', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[\d, ]*)\), \}\s*$")]
    private static partial Regex Described();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Length();
}
