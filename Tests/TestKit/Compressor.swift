import CLZ4
import CLZMA
import CZlib
import CZstd
import Wire

/// Compresses whole files as the programs gzip, zstd, lz4 and xz do, with their checksums.
public enum Compressor: String, CaseIterable, Sendable {
    /// RFC 1952.
    case gzip
    /// RFC 8878.
    case zstd
    /// The LZ4 frame format.
    case lz4
    /// The .xz file format.
    case xz

    /// One member, frame or stream that unpacks to `bytes`.
    public func pack(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .gzip: Self.gzip(bytes)
        case .zstd: Self.zstd(bytes)
        case .lz4: Self.lz4(bytes)
        case .xz: Self.xz(bytes)
        }
    }

    /// An xz stream whose header claims a dictionary of so many bytes, coded as in §5.3.1 of the format.
    public static func xz(_ bytes: [UInt8], dictionaryCode: UInt8) -> [UInt8] {
        var packed = xz(bytes)
        // Behind the stream header of 12 bytes: header size, flags, sizes, filter 0x21, 1 byte of properties: this one.
        let start = 12
        let size = (Int(packed[start]) + 1) * 4
        let header = start..<(start + size - 4)
        guard let filter = header.first(where: { packed[$0] == 0x21 && packed[$0 + 1] == 1 }) else { return [] }
        packed[filter + 2] = dictionaryCode
        let checked = Array(packed[header])
        let sum = unsafe UInt32(truncatingIfNeeded: crc32(0, checked, UInt32(checked.count)))
        for index in 0..<4 { packed[start + size - 4 + index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(index))) }
        return packed
    }

    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var stream = unsafe z_stream()
        // 16 more than the window's bits: a gzip header.
        var status = unsafe deflateInit2_(
            &stream, 6, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK)
        var packed = [UInt8](repeating: 0, count: unsafe Int(deflateBound(&stream, UInt(bytes.count))))
        // Neither pointer is used beyond the closures.
        unsafe bytes.withUnsafeMutableBufferPointer { input in
            unsafe packed.withUnsafeMutableBufferPointer { output in
                unsafe stream.next_in = input.baseAddress
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(output.count)
                status = unsafe deflate(&stream, Z_FINISH)
            }
        }
        precondition(status == Z_STREAM_END)
        let count = unsafe Int(stream.total_out)
        unsafe deflateEnd(&stream)
        return Array(packed.prefix(count))
    }

    private static func zstd(_ bytes: [UInt8]) -> [UInt8] {
        let context = unsafe ZSTD_createCCtx()
        defer { _ = unsafe ZSTD_freeCCtx(context) }
        _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let count = unsafe ZSTD_compress2(context, &packed, packed.count, bytes, bytes.count)
        precondition(ZSTD_isError(count) == 0)
        return Array(packed.prefix(count))
    }

    private static func lz4(_ bytes: [UInt8]) -> [UInt8] {
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
        var packed = [UInt8](repeating: 0, count: unsafe LZ4F_compressFrameBound(bytes.count, &preferences))
        let count = unsafe LZ4F_compressFrame(&packed, packed.count, bytes, bytes.count, &preferences)
        precondition(LZ4F_isError(count) == 0)
        return Array(packed.prefix(count))
    }

    private static func xz(_ bytes: [UInt8]) -> [UInt8] {
        var packed = [UInt8](repeating: 0, count: lzma_stream_buffer_bound(bytes.count))
        var count = 0
        let status = unsafe lzma_easy_buffer_encode(
            6, LZMA_CHECK_CRC64, nil, bytes, bytes.count, &packed, &count, packed.count)
        precondition(status == LZMA_OK)
        return Array(packed.prefix(count))
    }
}
