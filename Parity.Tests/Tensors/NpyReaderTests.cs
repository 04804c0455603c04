using System.Text;
using Parity.Tensors;

namespace Parity.Tests.Tensors;

public sealed class NpyReaderTests
{
    [Theory]
    [InlineData("<f4", DType.Float32, 4)]
    [InlineData("<f8", DType.Float64, 8)]
    [InlineData("<f2", DType.Float16, 2)]
    [InlineData("<i8", DType.Int64, 8)]
    public void An_array_of_each_type_is_read(string type, DType dtype, int size)
    {
        byte[] data = [.. Enumerable.Range(0, 6 * size).Select(i => (byte)i)];
        DenseTensor read = NpyReader.Read(File($"{{'descr': '{type}', 'fortran_order': False, 'shape': (2, 3), }}", data), "x.npy");
        Assert.Equal((dtype, "2,3"), (read.DType, string.Join(',', read.Shape)));
        Assert.Equal(data, read.Bytes.ToArray());
    }

    [Fact]
    public void A_later_version_has_a_longer_length()
    {
        byte[] file = File("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", [0, 0, 128, 63]);
        byte[] second = [.. file[..6], 2, 0, .. file[8..10], 0, 0, .. file[10..]];
        Assert.Equal(1, NpyReader.Read(second, "x.npy")[0]);
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "x.npy: the array has type '>f4'; supported are <f4, <f8, <f2 and <i8")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "x.npy: the array is in Fortran's order; save numpy.ascontiguousarray(x)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "x.npy: a float32 tensor of shape [2] has 8 bytes, not 4")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "x.npy: a length of 99999999999; allowed are whole numbers from 0 to 2147483647")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "x.npy: the header '{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }' is not understood")]
    public void What_is_no_tensor_is_refused(string header, string says) =>
        Assert.Equal(says, Assert.Throws<InvalidDataException>(() => NpyReader.Read(File(header, new byte[4]), "x.npy")).Message);

    [Fact]
    public void What_is_cut_off_is_refused_wherever_it_is_cut()
    {
        byte[] file = File("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", new byte[4]);
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<InvalidDataException>(() => NpyReader.Read(file.AsSpan(0, length), "x.npy"));
    }

    static byte[] File(string header, byte[] data)
    {
        byte[] text = Encoding.ASCII.GetBytes(header + '\n');
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. data];
    }
}
