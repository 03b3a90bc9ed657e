// SPDX-License-Identifier: Apache-2.0
// answer_tap: tells when an answer leaves on the core's plain ports.
`default_nettype none
module answer_tap (
    input  wire m_valid,
    input  wire m_ready,
    output wire answered
);
    assign answered = m_valid && m_ready;
endmodule
`default_nettype wire
