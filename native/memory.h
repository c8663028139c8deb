#pragma once

namespace dd {

// From now on tensors on the CPU take their memory from blocks that earlier ones have freed. At most a quarter of the
// machine's, or container's, memory is kept. With libtorch 2 and newer this does nothing.
void keep_memory();

}  // namespace dd
