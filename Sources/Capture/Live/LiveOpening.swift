internal import CPcap

/// The steps that open an interface, and what their failures mean.
struct Opening {
    /// The interface.
    let name: String

    /// For how many milliseconds the system may gather packets before it hands them on.
    ///
    /// Linux hands on a block of its buffer when it is full or this old, whatever is in it: there are 64 blocks in 16 MiB, so
    /// that packets are seen within 2 ms, and nothing is lost where the reader gets no processor for 128 ms. Immediate
    /// mode would be quicker by a millisecond, but has a slot of the longest packet's size for each packet: 64 in all.
    static let holdBack: CInt = 2

    /// A handle for the interface, not active yet.
    func create() throws(CaptureError) -> PcapHandle {
        var pointer: OpaquePointer?
        // The name is a C string during the call; the library keeps a copy.
        let message = unsafe Libpcap.message { buffer in unsafe pointer = pcap_create(name, buffer) }
        guard let pointer = unsafe pointer else { throw CaptureError(.unavailable, file: name, problem: message) }
        return unsafe PcapHandle(pointer)
    }

    /// Sets the options and begins to capture; gives the system's warnings.
    func activate(_ handle: borrowing PcapHandle, _ options: LiveCapture.Options) throws(CaptureError) -> [String] {
        let pointer = unsafe handle.pointer
        // None of these fails on a handle that is not active, but for a precision that the system does not have:
        // microseconds are captured then.
        unsafe pcap_set_snaplen(pointer, CInt(options.snapLength))
        unsafe pcap_set_promisc(pointer, options.isPromiscuous ? 1 : 0)
        unsafe pcap_set_timeout(pointer, Self.holdBack)
        unsafe pcap_set_tstamp_precision(pointer, PCAP_TSTAMP_PRECISION_NANO)
        unsafe pcap_set_buffer_size(pointer, CInt(clamping: options.bufferSize))
        let status = unsafe pcap_activate(pointer)
        guard status >= 0 else { throw activationError(status, handle.message) }
        return status == 0 ? [] : [status == PCAP_WARNING ? handle.message : Self.words(status)]
    }

    /// Has the handle never wait, and gives the descriptor that is waited on instead.
    func descriptor(_ handle: borrowing PcapHandle) throws(CaptureError) -> CInt {
        var status: CInt = 0
        let message = unsafe Libpcap.message { buffer in
            unsafe status = pcap_setnonblock(handle.pointer, 1, buffer)
        }
        guard status == 0 else { throw CaptureError(.unavailable, file: name, problem: message) }
        let descriptor = unsafe pcap_get_selectable_fd(handle.pointer)
        guard descriptor >= 0 else {
            throw CaptureError(
                .unavailable, file: name, problem: "the system cannot wait for packets of this interface")
        }
        return descriptor
    }

    private func activationError(_ status: CInt, _ message: String) -> CaptureError {
        let detail = message.isEmpty ? Self.words(status) : message
        switch status {
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED:
            return CaptureError(
                .noPermission, file: name, problem: "you may not capture on this interface",
                advice: CapturePermission.current.advice.joined(separator: "\n"))
        case PCAP_ERROR_NO_SUCH_DEVICE:
            let names = ((try? LiveCapture.interfaces()) ?? []).map(\.name).joined(separator: ", ")
            return Self.absence(
                CaptureError(
                    .usage, file: name, problem: "there is no such interface",
                    advice: names.isEmpty ? nil : "The interfaces here: \(names)"))
        case PCAP_ERROR_IFACE_NOT_UP:
            return Self.absence(
                CaptureError(
                    .unavailable, file: name, problem: "the interface is not up", advice: Self.upAdvice(name)))
        default:
            return CaptureError(.unavailable, file: name, problem: "cannot be captured on: \(detail)")
        }
    }

    private static func absence(_ error: CaptureError) -> CaptureError {
        var error = error
        error.isAbsence = true
        return error
    }

    private static func words(_ status: CInt) -> String {
        // A constant C string of the library.
        guard let text = unsafe pcap_statustostr(status) else { return "error \(status)" }
        return unsafe String(cString: text)
    }

    #if canImport(Darwin)
    private static func upAdvice(_ name: String) -> String { "sudo ifconfig \(name) up" }
    #else
    private static func upAdvice(_ name: String) -> String { "sudo ip link set \(name) up" }
    #endif
}
