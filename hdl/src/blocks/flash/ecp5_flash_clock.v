// SPDX-License-Identifier: Apache-2.0
// ecp5_flash_clock: the clock pin of the configuration flash of an ECP5, which only the primitive USRMCLK reaches.
//
// port   width  meaning
// rst    1      the pin is let go, as while the FPGA reads its bitstream
// sclk   1      its level
//
// USRMCLKTS must come from a signal, not be a constant (Lattice FPGA-TN-02039, sysCONFIG); litespi lets go in reset, too. USRMCLK does
// nothing if the constraints say MASTER_SPI_PORT=ENABLE. Should it lose edges when it takes the pin over: boot_restore sends a byte to
// nobody first.
`default_nettype none
module ecp5_flash_clock (
    input wire rst,
    input wire sclk
);
    USRMCLK pin (
        .USRMCLKI  (sclk),
        .USRMCLKTS (rst)
    );
endmodule
`default_nettype wire
