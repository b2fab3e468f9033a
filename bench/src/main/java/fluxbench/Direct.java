package fluxbench;

/** No gateway at all: the finished answer straight from the upstream. What the load generator and the upstream can do, and what latency is added to. */
record Direct(int port, long leastBytes) implements Target {

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public byte[] request(long number) {
        return Target.post("/sdapi/v1/txt2img", "", Target.a1111(number));
    }

    @Override
    public Usage usage() {
        return Usage.NONE;
    }

    @Override
    public void close() {}
}
